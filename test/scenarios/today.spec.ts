import { randomUUID } from 'node:crypto';
import { addDays, brusselsDay } from '#libs/kernel';
import { JAN, Person, signUp } from './people';
import { scenario } from './scenario';
import { PROSECUTORS_ORDER } from '../setup/orders';

const { app, shop } = scenario();
const officer = new Person(app, 'privacy-officer', 'olivia');

interface Answered {
  readonly now: string;
  readonly due: { what: string; id: string; kind?: string; status: string; day?: string; overdue: boolean }[];
  readonly refusals: number;
  readonly looks: { why: string; actor: string; role: string; looks: number }[];
  readonly projections: { name: string; failed: boolean }[];
  readonly entries: string;
}

test('an officer begins the day with what is due, what stands out and how much was done', async () => {
  const { subject, at } = await signUp(app, shop, 'jan');
  const receivedAt = new Date(Date.now() - 60 * 86_400_000);
  const received = brusselsDay(receivedAt);
  const { body: request } = await officer.does('/v1/requests', {
    kind: 'access',
    channel: 'letter',
    subject,
    receivedAt: receivedAt.toISOString(),
  });
  await shop.refused(`${at}/collect`, {
    purpose: 'contract',
    source: 'subject',
    values: { dateOfBirth: 'x' },
  });
  // Somebody looks for the sake of a request that nobody made.
  const other = await signUp(app, shop, 'piet', {
    familyName: 'Maes',
    givenName: 'Piet',
    email: 'piet@example.be',
    address: { street: 'Markt', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' },
  });
  const { position } = request as { position: string };
  await officer.sees(`${other.at}/record?purpose=data-subject-request&position=${position}`);

  const today = (await officer.sees('/v1/today')).body as unknown as Answered;
  expect(today.due).toEqual([
    expect.objectContaining({
      what: 'request',
      id: request.request,
      kind: 'access',
      status: 'open',
      overdue: true,
      since: received,
    }),
  ]);
  expect(today.refusals).toBe(1);
  expect(today.looks).toContainEqual(expect.objectContaining({ why: 'without-request', looks: 1 }));
  for (const { looks, ...which } of today.looks) {
    const asked = new URLSearchParams({ ...which, at: today.now });
    const { body } = await officer.sees(`/v1/today/looks?${asked.toString()}`);
    expect(body.looks).toHaveLength(looks);
    expect(body.looks).toContainEqual(
      expect.objectContaining({ subject: other.subject, actor: which.actor, kind: 'looked' }),
    );
  }
  expect(today.projections.map(({ name }) => name)).toContain('statistics');
  expect(JSON.stringify(today)).not.toMatch(/Peeters|Maes|example\.be/);

  const { body: tree } = await officer.sees('/v1/register/tree');
  expect(today.entries).toBe(tree.size);

  // What is counted is what the register says.
  const counted = (await officer.sees('/v1/statistics?by=kind')).body.rows as {
    kind: string;
    entries: number;
  }[];
  const { entries } = (await officer.sees('/v1/register?purpose=contract&limit=500')).body as {
    entries: { kind: string }[];
  };
  for (const { kind, entries: count } of counted)
    expect([kind, count]).toEqual([kind, entries.filter(each => each.kind === kind).length]);
  expect(counted.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['registered', 'collected', 'refused', 'looked']),
  );
  const byDay = (await officer.sees('/v1/statistics?by=day,kind&kind=registered')).body.rows as object[];
  expect(byDay).toEqual([expect.objectContaining({ kind: 'registered', entries: 2 })]);
  expect((await officer.sees('/v1/statistics?by=recipient')).body.rows).toEqual([]);
});

test('P01: services that are up for renewal, and whether their customer was contacted about it', async () => {
  const { at, subject } = await signUp(app, shop, 'renewing');
  const day = (days: number): string => addDays(brusselsDay(new Date()), days);
  const start = async (renewsOn?: string): Promise<unknown> =>
    (await shop.does(`${at}/start-service`, { type: 'hosting', ...(renewsOn && { renewsOn }) })).body.service;
  const [soon, later, ended] = [await start(day(10)), await start(day(45)), await start(day(10))];
  await start();
  await shop.does(`${at}/end-service`, { service: ended });
  await shop.does(`${at}/use-further`, { from: 'contract', to: 'renewal' });
  const { position } = (await shop.does(`${at}/contact-for-renewal`, { service: soon, channel: 'email' }))
    .body;
  const listed = async (query: string): Promise<unknown[]> =>
    (await officer.sees(`/v1/renewals?${query}`)).body.renewals as unknown[];

  const due = { service: soon, subject, type: 'hosting', renewsOn: day(10), contactFrom: day(-50) };
  const contacted = expect.stringMatching(/Z$/) as string;
  expect(await listed(`position=${String(position)}`)).toEqual([{ ...due, contacted }]);
  const page = (await officer.sees(`/v1/renewals?limit=1&to=${day(60)}`)).body;
  const rest = await listed(`limit=1&to=${day(60)}&cursor=${String(page.next)}`);
  expect([...(page.renewals as object[]), ...rest]).toMatchObject([due, { service: later }]);
  expect(rest[0]).not.toHaveProperty('contacted');
  const today = (await officer.sees(`/v1/today?position=${String(position)}`)).body;
  const counts = (await officer.sees(`/v1/counts?position=${String(position)}`)).body;
  expect(counts).toMatchObject({ customers: 3, services: { hosting: 3 }, open: { requests: 1, orders: 0 } });
  expect(today.renewals).toBe(1);
});

test.each([
  ['/v1/today', ['staff', 'auditor', 'customer', 'service']],
  [`/v1/today/looks?why=many&role=staff&actor=${randomUUID()}`, ['staff', 'auditor', 'customer', 'service']],
  [`/v1/requests/${randomUUID()}/deadline?language=nl`, ['auditor', 'customer', 'service']],
  [`/v1/subjects/${randomUUID()}/name?purpose=customer-care`, ['auditor', 'customer', 'service']],
  ['/v1/statistics?by=day', ['staff', 'customer', 'service']],
  ['/v1/renewals', ['auditor', 'customer', 'service']],
  ['/v1/counts', ['staff', 'customer', 'service']],
] as const)('%s is for officers: not for %j', async (path, roles) => {
  for (const role of roles) expect((await new Person(app, role).sees(path)).body.code).toBe('forbidden-role');
});

test('Art. 12(3): how the last day of a request follows is told in words, and is no look', async () => {
  const { subject } = await signUp(app, shop, 'how');
  const { body: asked } = await officer.does('/v1/requests', {
    kind: 'access',
    channel: 'letter',
    subject,
    receivedAt: new Date(Date.now() - 10 * 86_400_000).toISOString(),
  });
  const at = `/v1/requests/${String(asked.request)}`;
  const { position } = (await officer.does(`${at}/extend`, { reason: 'complexity', note: 'Veel gegevens.' }))
    .body;
  const how = async (language: string) => (await officer.sees(`${at}/deadline?language=${language}`)).body;
  const told = await how('nl');
  expect(await how('fr')).toEqual({ ...told, text: expect.stringContaining('→') as string });
  expect((await how('fr')).text).not.toBe(told.text);
  expect((await officer.sees(`${at}/deadline?language=de`)).body.code).toBe('invalid-request');
  const { body: question } = await officer.does('/v1/requests', {
    kind: 'question',
    channel: 'letter',
    subject,
  });
  const none = await officer.sees(`/v1/requests/${String(question.request)}/deadline?language=nl`);
  expect(none.body.code).toBe('not-found');
  const looked = `/v1/register?purpose=audit&subject=${subject}&kind=looked&position=${String(position)}`;
  expect((await officer.sees(looked)).body.entries).toEqual([]);
  // The same as whoever looks at the request is shown.
  const { body: shown } = await officer.sees(`${at}?purpose=data-subject-request`);
  const { steps } = shown.deadline as { steps: { rule: string }[] };
  expect(steps.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['received', 'month', 'extended', 'due']),
  );
  expect(told.steps).toEqual(steps);
});

test('P04, P09: what somebody is called is one look at a name, and shows nothing else', async () => {
  const { at, subject } = await signUp(app, shop, 'named');
  const named = await officer.sees(`${at}/name?purpose=data-subject-request`);
  expect(named.body).toEqual({ subject, familyName: JAN.familyName, givenName: JAN.givenName });
  expect((await officer.sees(`${at}/name`)).body.code).toBe('purpose-required');
  expect((await officer.sees(`${at}/name?purpose=contract`)).body.code).toBe('look-not-allowed');
  const asked = `/v1/register?purpose=audit&subject=${subject}&kind=looked`;
  const { entries } = (await officer.sees(asked)).body as { entries: { fields: object; purpose: string }[] };
  expect(entries.map(({ fields, purpose }) => [Object.keys(fields).sort(), purpose])).toEqual([
    [['familyName', 'givenName'], 'data-subject-request/1'],
  ]);
});

test('P04: a legal person has its whole name; held for two purposes, a name is told as recorded last', async () => {
  const name = async (at: string): Promise<unknown> =>
    (await officer.sees(`${at}/name?purpose=data-subject-request`)).body;
  const { givenName: _, ...values } = { ...JAN, familyName: 'Voorbeeld bv' };
  const { body: company } = await shop.does('/v1/subjects', {
    kind: 'legal-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values }],
  });
  const whole = { subject: company.subject, familyName: 'Voorbeeld bv' };
  expect(await name(`/v1/subjects/${String(company.subject)}`)).toEqual(whole);

  const { at, subject } = await signUp(app, shop, 'twice-named');
  await shop.does(`${at}/start-service`, { type: 'hosting' });
  await shop.does(`${at}/use-further`, { from: 'contract', to: 'bookkeeping' });
  for (const [purpose, givenName] of [
    ['bookkeeping', 'Johannes'],
    ['contract', 'Johan'],
    ['bookkeeping', 'Joannes'],
  ] as const) {
    const { body } = await officer.sees(`${at}/record?purpose=data-subject-request`);
    const corrected = { values: { givenName }, purposes: [purpose], channel: 'application' };
    await shop.does(`${at}/correct`, corrected, { 'if-match': `"${String(body.version)}"` });
    expect(await name(at)).toEqual({ subject, familyName: JAN.familyName, givenName });
  }
});

test('P15: of a mediation it is told whom it is about, and whether they are still to be informed', async () => {
  const domain = 'vandaag-bemiddeld.be';
  const { body: owner } = await shop.does('/v1/subjects', {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values: JAN }],
    documents: [{ document: 'terms:be', version: '2018-05-25', channel: 'application' }],
    domains: [{ domain, role: 'holder' }],
  });
  const { body: opened } = await shop.does('/v1/mediations', {
    domain,
    familyName: 'Wouters',
    email: 'els.wouters@example.org',
    message: 'Ik zou deze naam graag hebben.',
  });
  const id = String(opened.mediation);
  const due = async (position: unknown): Promise<unknown> => {
    const { body } = await officer.sees(`/v1/today?position=${String(position)}`);
    return (body as unknown as Answered).due.find(each => each.id === id);
  };
  const about = { what: 'mediation', subject: owner.subject, overdue: false };
  expect(await due(opened.position)).toMatchObject({ ...about, status: 'to-tell' });
  const told = await officer.does(`/v1/mediations/${id}/tell-third-party`, { channel: 'email' });
  expect(await due(told.body.position)).toMatchObject({ ...about, status: 'to-inform' });
  const informed = await officer.does(`/v1/mediations/${id}/inform-owner`, { channel: 'letter' });
  expect(await due(informed.body.position)).toMatchObject({ ...about, status: 'waiting' });
});

test('P16: of an order it is told who registered it, who does not approve it; and that nobody read its law', async () => {
  const { subject } = await signUp(app, shop, 'ordered');
  const order = async (more: object): Promise<Record<string, unknown>> => {
    const concerns = { subjects: [subject] };
    const issuedOn = addDays(brusselsDay(new Date()), -1);
    const body = { ...PROSECUTORS_ORDER, issuedOn, concerns, fields: ['familyName'], ...more };
    return (await officer.does('/v1/orders', body)).body;
  };
  const { order: id } = await order({});
  const ground = 'sv-39bis';
  const { order: unread, position: registered } = await order({ ground, reference: 'GE.20.99.80' });
  const actor = (await officer.sees('/v1/caller')).body.actor;
  const due = async (position: unknown): Promise<unknown[]> => {
    const { body } = await officer.sees(`/v1/today?position=${String(position)}`);
    return (body as unknown as Answered).due.filter(({ what }) => what === 'order');
  };
  const about = { what: 'order', registeredBy: actor };
  expect(await due(registered)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...about, id, status: 'registered' }),
      expect.objectContaining({ ...about, id: unread, status: 'ground-unconfirmed' }),
    ]),
  );
  const read = { source: 'official-text', readOn: brusselsDay(new Date()) };
  await officer.does(`/v1/orders/grounds/${ground}/confirm`, read);
  const second = new Person(app, 'privacy-officer', 'pieter');
  const { position } = (await second.does(`/v1/orders/${String(id)}/approve`, {})).body;
  expect(await due(position)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...about, id, status: 'approved' }),
      expect.objectContaining({ ...about, id: unread, status: 'registered' }),
    ]),
  );
});

test('a period is bounded, and what is counted apart is named', async () => {
  const refused = async (query: string) => (await officer.sees(`/v1/statistics?${query}`)).body.code;
  expect(await refused('by=day&from=2020-01-01&to=2026-01-01')).toBe('period-too-long');
  expect(await refused('by=name')).toBe('invalid-request');
  expect(await refused('by=day&from=2026-02-30')).toBe('invalid-request');
});

test('whoever signed in is told who they are here, and where people sign in', async () => {
  const { subject, self } = await signUp(app, shop, 'leen');
  expect((await self.sees('/v1/caller')).body).toEqual({
    roles: ['customer'],
    actor: expect.any(String) as string,
    subject,
  });
  expect((await officer.sees('/v1/caller')).body).toMatchObject({ roles: ['privacy-officer'] });
  const stranger = new Person(app, 'customer', 'nobody-here');
  expect((await stranger.sees('/v1/caller')).body).not.toHaveProperty('subject');
  expect((await shop.sees('/v1/caller')).body.code).toBe('forbidden-role');
  expect(await (await fetch(`${app.url}/v1/sign-in`)).json()).toEqual({
    issuer: app.issuer,
    client: 'console',
    audience: 'urn:inzage:api',
  });
});
