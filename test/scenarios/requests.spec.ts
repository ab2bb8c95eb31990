import { randomUUID } from 'node:crypto';
import { until } from '../setup/until';
import { done as accepted, type Answered } from './http';
import { scenario } from './scenario';

type Json = Record<string, unknown>;

const service = 'service';
const an = 'staff:an.staff';
const olivia = 'privacy-officer:olivia.officer';
const jan = 'customer:jan.customer';
const marie = 'customer:marie.customer';

let subject: string;

const { app, http, on: at } = scenario({ on: '2026-01-31T10:00:00Z' });
beforeAll(async () => {
  subject = await customer('Jan', jan);
  await customer('Marie', marie);
}, 180_000);

async function customer(givenName: string, who: string): Promise<string> {
  const { body } = await command(service, '/v1/subjects', {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [
      {
        purpose: 'contract',
        values: {
          familyName: 'Peeters',
          givenName,
          email: `${givenName.toLowerCase()}@example.be`,
          address: { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' },
        },
      },
    ],
  });
  const id = String(body.subject);
  const linked = await command(service, `/v1/subjects/${id}/link-identity`, {
    issuer: app.issuer,
    subject: who.split(':')[1],
  });
  expect(linked.status).toBe(200);
  return id;
}

const command = (
  who: string,
  path: string,
  body: unknown,
  key?: string,
  headers?: Record<string, string>,
): Promise<Answered> => http.command(who, path, body, key, headers);
const ask = (who: string, path: string): Promise<Answered> => http.query(who, path);
const look = (who: string, path: string, more = ''): Promise<Answered> =>
  ask(who, `${path}?purpose=data-subject-request${more}`);
/** Of a record: its version. */
const version = ({ headers }: Answered): number => Number(/\d+/.exec(headers.get('etag')!)?.[0]);

async function done(answer: Promise<Answered>): Promise<Json> {
  return (await accepted(answer)).body;
}
async function refused(promise: Promise<Answered>): Promise<unknown> {
  return (await promise).body.code;
}

async function request(body: Json, who: string = an): Promise<string> {
  return String((await done(command(who, '/v1/requests', body))).request);
}
const on = (id: string, name: string, body: Json = {}, who: string = olivia): Promise<Answered> =>
  command(who, `/v1/requests/${id}/${name}`, body);

const stranger = { familyName: 'Peeters', givenName: 'Jan', email: 'jan@elsewhere.example' };

test('P18 a rectification by telephone is refused with how to write; by letter it is the correction, with the request as its source', async () => {
  const telephone = await command(an, '/v1/requests', {
    kind: 'rectification',
    channel: 'telephone',
    subject,
  });
  expect(telephone.body).toMatchObject({ code: 'channel-not-allowed', contact: 'privacy@dcube-resource.be' });

  const id = await request({
    kind: 'rectification',
    channel: 'letter',
    subject,
    text: 'Mijn adres is gewijzigd.',
  });
  const seen = version(await look(olivia, `/v1/subjects/${subject}/record`));
  const values = {
    address: { street: 'Veldstraat', number: '7', postalCode: '9000', city: 'Gent', country: 'BE' },
  };
  const wrong = await done(on(id, 'carry-out', { correct: { values, version: seen + 1 } }));
  expect(wrong).toMatchObject({ result: 'failed', code: 'stale-version' });
  expect(await refused(on(id, 'send-letter', { letter: 'rectification-done', channel: 'letter' }))).toBe(
    'letter-not-true',
  );
  const key = randomUUID();
  const path = `/v1/requests/${id}/carry-out`;
  const right = await done(command(olivia, path, { correct: { values, version: seen } }, key));
  expect(right).toMatchObject({ result: 'done' });
  const again = await done(command(olivia, path, { correct: { values, version: seen } }, key));
  expect(again).toMatchObject({ repeated: true, result: 'done', execution: right.execution });

  const record = await look(olivia, `/v1/subjects/${subject}/record`);
  expect(record.text).toContain('Veldstraat');
  expect(version(record)).toBe(seen + 1);
  const register = await look(olivia, `/v1/subjects/${subject}/register`, '&kind=corrected');
  expect((register.body.entries as Json[])[0]).toMatchObject({ channel: 'letter', about: { request: id } });

  expect(await refused(on(id, 'close'))).toBe('request-unanswered');
  await done(on(id, 'send-letter', { letter: 'rectification-done', channel: 'letter' }));
  expect(await done(on(id, 'close'))).toMatchObject({ closedAs: 'fulfilled' });
});

test('P18 another right asked for by telephone is recorded, its clock runs, and written confirmation may be asked', async () => {
  const id = await request({ kind: 'restriction', channel: 'telephone', subject });
  await done(on(id, 'ask-confirmation', {}, an));
  expect((await look(olivia, `/v1/requests/${id}`)).body).toMatchObject({
    confirmation: 'asked',
    deadline: { due: '2026-03-02' },
  });
  await done(on(id, 'confirm', { channel: 'email' }, an));
  const asked = await done(on(id, 'carry-out', { restrict: { ground: 'accuracy-contested' } }));
  expect(asked).toMatchObject({ result: 'done' });
  const { body } = await look(olivia, `/v1/subjects/${subject}/record`);
  const [restriction] = body.restrictions as Json[];
  expect(restriction).toMatchObject({ ground: 'accuracy-contested', request: id });
  const lifting = { restriction: restriction!.restriction, reason: 'subject-asked' };
  const at = `/v1/subjects/${subject}`;
  expect(await refused(command(service, `${at}/lift-restriction`, lifting))).toBe('lifting-not-announced');
  const told = await done(
    command(service, `${at}/announce-lifting`, { ...lifting, channel: 'letter', language: 'en' }),
  );
  const { language, text } = told.letter as Json;
  expect(language).toBe('en');
  expect(text).toContain('Art. 18(3) GDPR');
  await done(command(service, `${at}/lift-restriction`, lifting));
  const { body: all } = await look(olivia, `${at}/register`, '&kind=lifting-announced');
  expect(all.entries).toMatchObject([{ channel: 'letter', about: { reason: 'subject-asked' } }]);
});

test('Art. 12(3): what an extension comes to is told beforehand, and how it is read more strictly', async () => {
  const id = await request({ kind: 'access', channel: 'letter', subject });
  const extend = { reason: 'complexity', note: 'Veel diensten.' };
  const told = { due: '2026-04-30', strictDue: '2026-04-28' };
  expect(await done(on(id, 'extend?dryRun=true', extend))).toMatchObject({ outcome: 'dry-run', ...told });
  expect((await look(olivia, `/v1/requests/${id}`)).body.deadline).toMatchObject({ due: '2026-03-02' });
  expect(await done(on(id, 'extend', extend))).toMatchObject(told);
  expect((await look(olivia, `/v1/requests/${id}`)).body.deadline).toMatchObject(told);
  await done(on(id, 'close', { withdrawn: true }));
});

test('P07, P20, Art. 12(3): the clock starts when the mail came, which is due at once and waits for its answer', async () => {
  const mail = (...headers: string[]): Promise<Answered> =>
    command(
      an,
      '/v1/mailboxes/privacy/messages',
      [...headers, 'From: Jan <jan@elsewhere.example>', '', 'Wat hebt u?'].join('\r\n'),
      randomUUID(),
      { 'content-type': 'message/rfc822' },
    );
  const came = await done(mail('Received: by mail.dcube-resource.be; Thu, 15 Jan 2026 23:30:00 +0000'));
  // The 16th in Brussels; 16 February is a Monday.
  expect(came).toMatchObject({ due: '2026-02-16' });
  const matter = String(came.matter);
  const listed = async (position: unknown): Promise<Json[]> => {
    const path = `/v1/requests?limit=500&position=${encodeURIComponent(String(position))}`;
    return (await done(ask(an, path))).requests as Json[];
  };
  expect(await listed(came.position)).toContainEqual(
    expect.objectContaining({ kind: 'mail', matter, due: '2026-02-16', status: 'open' }),
  );
  const ends = (body: Json): Promise<Answered> => command(an, `/v1/matters/${matter}/close`, body);
  expect(await refused(ends({}))).toBe('matter-unanswered');

  const asked = { kind: 'access', channel: 'email', contact: stranger, matter };
  expect(await refused(command(an, '/v1/requests', { ...asked, matter: randomUUID() }))).toBe(
    'malformed-value',
  );
  expect(await refused(command(an, '/v1/requests', { ...asked, receivedAt: '2026-01-20T09:00:00Z' }))).toBe(
    'malformed-value',
  );
  expect(await done(command(an, '/v1/requests?dryRun=true', asked))).toMatchObject({ due: '2026-02-16' });
  const { request: id, due } = await done(command(an, '/v1/requests', asked));
  expect(due).toBe('2026-02-16');
  expect((await look(olivia, `/v1/requests/${String(id)}`)).body).toMatchObject({
    receivedAt: '2026-01-15T23:30:00.000Z',
  });
  // P07, P20: and as no other request, with a clock of its own.
  const other = await done(
    command(an, '/v1/requests', { kind: 'access', channel: 'letter', contact: stranger }),
  );
  expect(await refused(ends({ into: { kind: 'request', id: other.request } }))).toBe('malformed-value');
  const ended = await done(ends({ into: { kind: 'request', id } }));
  const left = await listed(ended.position);
  expect(left.filter(each => each.matter === matter)).toEqual([]);
  expect(left.filter(({ request }) => request === id)).toHaveLength(1);

  // What is still to come came when it was sent here; what asks nothing is answered.
  const ahead = await done(mail('Date: Fri, 1 Jan 2027 00:00:00 +0000'));
  expect(ahead).toMatchObject({ due: '2026-03-02' });
  await done(command(an, `/v1/matters/${String(ahead.matter)}/close`, { answered: true }));
});

test('Art. 12(3): mail is overdue until it ends, and not after', async () => {
  const message = [
    'Received: by mail.dcube-resource.be; Mon, 15 Dec 2025 09:00:00 +0000',
    'From: Jan <jan@elsewhere.example>',
    '',
    'Wat hebt u?',
  ].join('\r\n');
  const path = '/v1/mailboxes/privacy/messages';
  const type = { 'content-type': 'message/rfc822' };
  const matter = String((await done(command(an, path, message, randomUUID(), type))).matter);
  const deadline = async (): Promise<unknown> => done(ask(an, `/v1/requests/${matter}/deadline?language=nl`));
  expect(await deadline()).toMatchObject({ due: '2026-01-15', overdue: true });
  await done(command(an, `/v1/matters/${matter}/close`, { answered: true }));
  expect(await deadline()).toMatchObject({ due: '2026-01-15', overdue: false });
});

test('P18, P19 by telephone nothing is changed, erased or given out; who registered it does not give out alone', async () => {
  const access = await request({ kind: 'access', channel: 'telephone', subject });
  const erasure = await request({ kind: 'erasure', channel: 'telephone', subject });
  const restriction = await request({ kind: 'restriction', channel: 'telephone', subject });
  const asked: [string, Json][] = [
    [access, {}],
    [erasure, { erase: {} }],
    [erasure, { erase: { purpose: 'contract' } }],
    [restriction, { restrict: { ground: 'unlawful' } }],
  ];
  for (const [id, body] of asked) {
    expect(await refused(on(id, 'carry-out', body))).toBe('confirmation-outstanding');
    expect(await refused(on(id, 'carry-out?dryRun=true', body))).toBe('confirmation-outstanding');
  }
  await done(on(access, 'confirm', { channel: 'letter' }, an));
  expect(await refused(on(access, 'carry-out', {}, an))).toBe('another-person-needed');
  await done(on(access, 'carry-out'));

  // No way round by the subject's own commands.
  const restrict = { ground: 'unlawful', request: restriction };
  expect(await refused(command(an, `/v1/subjects/${subject}/restrict`, restrict))).toBe(
    'confirmation-outstanding',
  );
});

test('P19, Art. 5(2) a correction that names a request wants it to be there, of this person, of this kind, settled', async () => {
  const seen = version(await look(olivia, `/v1/subjects/${subject}/record`));
  const correct = (who: string, body: Json): Promise<unknown> =>
    refused(
      command(
        who,
        `/v1/subjects/${subject}/correct`,
        { values: { email: 'jan@elsewhere.example' }, channel: 'letter', ...body },
        randomUUID(),
        { 'if-match': `"${seen}"` },
      ),
    );
  expect(await correct(an, {})).toBe('request-needed');
  expect(await correct(an, { channel: 'application' })).toBe('request-needed');
  expect(await correct(service, {})).toBe('channel-not-allowed');
  expect(await correct(an, { request: randomUUID() })).toBe('request-not-fitting');
  const access = await request({ kind: 'access', channel: 'letter', subject });
  expect(await correct(an, { request: access })).toBe('request-not-fitting');
  const other = await request({ kind: 'rectification', channel: 'letter', contact: stranger });
  expect(await correct(an, { request: other })).toBe('request-not-fitting');
  const doubted = await request({ kind: 'rectification', channel: 'email', subject });
  expect(await correct(service, { channel: 'application', request: doubted })).toBe('request-not-fitting');
  await done(on(doubted, 'ask-proof', { reason: 'signature-differs' }));
  expect(await correct(an, { channel: 'email', request: doubted })).toBe('proof-outstanding');
  expect(version(await look(olivia, `/v1/subjects/${subject}/record`))).toBe(seen);
  for (const id of [access, other, doubted]) await done(on(id, 'close', { withdrawn: true }));
});

test('P19 what needs proof is not carried out before it; the clock stands still meanwhile; no copy is kept', async () => {
  const id = await request({
    kind: 'access',
    channel: 'email',
    requester: 'former-customer',
    contact: stranger,
    receivedAt: '2026-01-31T09:30:00Z',
    language: 'en',
  });
  expect(await refused(on(id, 'link', { subject }))).toBe('proof-outstanding');
  expect(await refused(on(id, 'carry-out'))).toBe('proof-outstanding');
  expect(await done(on(id, 'ask-proof', { reason: 'former-customer' }))).not.toHaveProperty('due');
  expect(await refused(look(olivia, `/v1/requests/${id}/document`))).toBe('proof-outstanding');
  const letter = await look(olivia, `/v1/requests/${id}/letters/proof-asked`, '&format=text');
  expect(letter.text).toContain('because you are no longer a customer');
  expect(letter.text).toContain('We keep no copy of it');

  at('2026-02-04T08:00:00Z');
  const rejected = await done(
    on(id, 'reject-proof', { reason: 'unreadable', receivedAt: '2026-02-03T12:00:00Z' }),
  );
  expect(rejected).toMatchObject({ due: '2026-03-03' });
  expect(await refused(on(id, 'carry-out'))).toBe('proof-outstanding');
  await done(on(id, 'ask-proof', { reason: 'former-customer' }));
  at('2026-02-06T08:00:00Z');
  // 31 January to 3 February and 4 to 5 February: four days, from 28 February to 4 March.
  const verified = await done(
    on(id, 'verify', { how: 'identity-card-seen', receivedAt: '2026-02-05T12:00:00Z' }, an),
  );
  expect(verified).toMatchObject({ due: '2026-03-04' });
  await done(on(id, 'link', { subject }));
  await done(on(id, 'carry-out'));
  // What was asked before anybody knew who asked is told of all the same.
  const told = await until(
    async () =>
      ((await look(olivia, `/v1/requests/${id}/document`)).body.requests as Json[] | undefined)?.find(
        each => each.request === id,
      ),
    found => found !== undefined,
  );
  expect(told).toMatchObject({ kind: 'access' });

  const { body } = await look(olivia, `/v1/requests/${id}`);
  expect(body).toMatchObject({
    identity: 'verified',
    proofHow: 'identity-card-seen',
    deadline: { due: '2026-03-04', unpaused: '2026-03-02', holidays: 'BE/1' },
  });
  const step = (body.trail as Json[]).find(each => each.step === 'IdentityVerified')!;
  expect(step).toMatchObject({ time: '2026-02-06T08:00:00.000Z', actor: { role: 'staff' } });
  expect(step.facts).toEqual({ how: 'identity-card-seen', receivedAt: '2026-02-05T12:00:00.000Z' });
});

test('P19 nobody asks an identity document of somebody who signed in', async () => {
  at('2026-03-05T10:00:00Z');
  const { request: id } = await done(command(jan, `/v1/subjects/${subject}/requests`, { kind: 'access' }));
  expect(await refused(on(String(id), 'ask-proof', { reason: 'sender-unknown' }))).toBe(
    'proof-not-proportionate',
  );
  expect(await done(on(String(id), 'carry-out'))).toMatchObject({ outcome: 'done' });
});

test('P20 a question about the policy has no statutory clock, and every answer names the contact', async () => {
  const id = await request({
    kind: 'question',
    channel: 'email',
    contact: stranger,
    language: 'fr',
    text: 'Combien de temps ?',
  });
  const { body } = await look(olivia, `/v1/requests/${id}`);
  expect(body).toMatchObject({ contactPoint: 'privacy@dcube-resource.be', text: 'Combien de temps ?' });
  expect(body).not.toHaveProperty('deadline');
  expect(await refused(on(id, 'extend', { reason: 'complexity', note: 'x' }))).toBe('no-statutory-clock');
  await done(
    on(id, 'send-letter', { letter: 'question-answer', channel: 'email', text: 'Dix ans <b>au plus</b>.' }),
  );
  const html = await look(olivia, `/v1/requests/${id}/letters/question-answer`, '&format=html');
  expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
  // The page is shown with its own style, and with nothing else.
  expect(html.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; frame-ancestors 'none'$/,
  );
  expect(html.text).toContain('privacy@dcube-resource.be');
  expect(html.text).toContain('Dix ans &lt;b&gt;au plus&lt;/b&gt;.');
  expect(await done(on(id, 'close'))).toMatchObject({ closedAs: 'answered' });
  expect(await refused(on(id, 'verify', { how: 'in-person' }))).toBe('request-closed');
});

test('Art. 15 and 20: access answers all that is held, portability what the person gave for the contract', async () => {
  await done(
    command(service, `/v1/subjects/${subject}/use-further`, {
      from: 'contract',
      to: 'bookkeeping',
      fields: ['familyName', 'givenName', 'address'],
    }),
  );
  const access = await request({ kind: 'access', channel: 'letter', subject });
  const portability = await request({ kind: 'portability', channel: 'letter', subject });
  expect(await refused(look(olivia, `/v1/requests/${access}/document`))).toBe('not-carried-out');
  for (const id of [access, portability]) await done(on(id, 'carry-out'));

  const all = (await look(olivia, `/v1/requests/${access}/document`)).body;
  expect(all).toMatchObject({
    format: 'inzage/access/2',
    request: access,
    controller: { contact: 'privacy@dcube-resource.be' },
  });
  const purposes = new Set((all.values as Json[]).map(({ purpose }) => purpose));
  expect([...purposes].sort()).toEqual(['bookkeeping/1', 'contract/1']);
  expect((all.looks as Json[]).every(each => !('id' in each) && each.role !== undefined)).toBe(true);
  expect((all.purposes as Record<string, Json>)['bookkeeping/1']).toHaveProperty('retention');

  const take = (await look(jan, `/v1/subjects/${subject}/requests/${portability}/document`)).body;
  expect(take.provided).toMatchObject([{ purpose: 'contract', values: { givenName: 'Jan' } }]);

  const letter = await look(
    olivia,
    `/v1/requests/${access}/letters/access-answer`,
    '&format=html&language=en',
  );
  expect(letter.text).toContain('Veldstraat');
  expect(letter.text).toContain('Jan Peeters');
});

test('Art. 12(3): two further months inside the first, with reasons; after that it is gone', async () => {
  const late = await request({
    kind: 'access',
    channel: 'email',
    subject,
    receivedAt: '2026-02-03T10:00:00Z',
  });
  expect(await refused(on(late, 'extend', { reason: 'complexity', note: 'Veel.' }))).toBe(
    'extension-too-late',
  );
  const id = await request({ kind: 'objection', channel: 'email', subject });
  expect(await done(on(id, 'extend', { reason: 'complexity', note: 'Veel diensten.' }))).toMatchObject({
    due: '2026-06-05',
  });
  expect(await refused(on(id, 'extend', { reason: 'complexity', note: 'Meer.' }))).toBe('extension-used');
  const letter = await look(olivia, `/v1/requests/${id}/letters/extension`, '&format=text');
  expect(letter.text).toContain('omdat het verzoek complex is');
  expect(letter.text).toContain('Veel diensten.');
  expect(letter.text).toContain('5 juni 2026');
});

test('Art. 12(4): a refusal names its reason, the authority and the court', async () => {
  const id = await request({ kind: 'erasure', channel: 'letter', subject, language: 'en' });
  expect(await refused(on(id, 'refuse', { reason: 'data-correct', scope: 'whole' }))).toBe(
    'refusal-not-fitting',
  );
  expect(await refused(on(id, 'refuse', { reason: 'legal-duty', scope: 'whole' }, an))).toBe(
    'forbidden-role',
  );
  await done(on(id, 'refuse', { reason: 'legal-duty', scope: 'whole', note: 'Invoices of 2025.' }));
  expect(await refused(on(id, 'carry-out', { erase: {} }))).toBe('request-refused');
  const letter = await look(olivia, `/v1/requests/${id}/letters/refusal`, '&format=text');
  for (const part of [
    'The law obliges us',
    'Invoices of 2025.',
    'contact@apd-gba.be',
    'court of first instance',
  ])
    expect(letter.text).toContain(part);
  await done(on(id, 'send-letter', { letter: 'refusal', channel: 'letter' }));
  expect(await done(on(id, 'close'))).toMatchObject({ closedAs: 'refused' });
});

test('officers list open requests by due date, page by page; the person sees their own, and nobody else’s', async () => {
  const seen: Json[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const { body } = await ask(an, `/v1/requests?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...(body.requests as Json[]));
    cursor = body.next as string | undefined;
  }
  const due = seen.map(each => (each.due ?? '9999-12-31') as string);
  expect(due.length).toBeGreaterThan(5);
  expect(due).toEqual([...due].sort());
  expect(new Set(seen.map(each => each.request)).size).toBe(seen.length);
  expect(seen.every(each => each.status !== 'closed')).toBe(true);
  const listed = async (status: string): Promise<Json[]> =>
    (await ask(an, `/v1/requests?limit=500&status=${status}`)).body.requests as Json[];
  const closed = await listed('closed');
  expect(new Set(closed.map(each => each.status))).toEqual(new Set(['closed']));
  expect(await listed('all')).toHaveLength(seen.length + closed.length);

  const own = (await ask(jan, `/v1/subjects/${subject}/requests`)).body.requests as Json[];
  expect(own.length).toBeGreaterThan(5);
  const id = String(own[0]!.request);
  const mine = (await look(jan, `/v1/subjects/${subject}/requests/${id}`)).body;
  const actors = (mine.trail as { actor: Json }[]).map(({ actor }) => actor);
  expect(actors.filter(({ role }) => role !== 'system').some(actor => 'id' in actor)).toBe(false);
  expect(await refused(look(marie, `/v1/subjects/${subject}/requests/${id}`))).toBe('not-found');
  expect(await refused(look(olivia, `/v1/subjects/${randomUUID()}/requests/${id}`))).toBe('not-found');
  expect(await refused(ask(jan, '/v1/requests'))).toBe('forbidden-role');
});

test('P09 a look at a request is a look at the person; one at a stranger’s is recorded too', async () => {
  const id = await request({ kind: 'question', channel: 'email', contact: stranger });
  expect(await refused(ask(olivia, `/v1/requests/${id}`))).toBe('purpose-required');
  const newest = async (): Promise<Json> =>
    ((await look(olivia, '/v1/register', '&kind=looked&limit=1')).body.entries as Json[])[0]!;
  await look(olivia, `/v1/requests/${id}`);
  const looked = await newest();
  expect(looked).toMatchObject({ about: { request: id, view: 'request' } });
  // The fields that were shown, and no other.
  expect(Object.keys(looked.fields as Json).sort()).toEqual(Object.keys(stranger).sort());
  await look(olivia, `/v1/requests/${id}/letters/confirmation`, '&format=text');
  expect(Object.keys((await newest()).fields as Json).sort()).toEqual(Object.keys(stranger).sort());
});

test('P20, Art. 12(3): reminders come by themselves: a week before a request, or mail that may be one, is due, and when it is overdue', async () => {
  at('2026-03-10T10:00:00Z');
  const id = await request({ kind: 'access', channel: 'email', subject });
  const answered = await request({ kind: 'question', channel: 'email', subject });
  const mail = { mailbox: 'privacy', sender: { email: 'els@example.org' }, text: 'Wat hebt u?' };
  const { matter, due } = await done(command(an, '/v1/matters', mail));
  expect(due).toBe('2026-04-10');
  /** What officers see of both, first thing in the morning. */
  const today = async (): Promise<unknown[]> => {
    const all = (await done(ask(olivia, '/v1/today'))).due as Json[];
    return [id, matter].map(each => all.find(one => one.id === each)?.reminded);
  };
  const bothSay = (about: string): Promise<unknown[]> =>
    until(today, found => found.every(each => each === about), 60_000);
  const reminders = async (): Promise<unknown[]> =>
    ((await look(olivia, `/v1/requests/${id}`)).body.trail as Json[])
      .filter(({ step }) => step === 'RequestReminded')
      .map(({ facts }) => (facts as Json).about);
  const atLeast = (count: number): Promise<unknown[]> =>
    until(reminders, found => found.length >= count, 60_000);
  expect(await reminders()).toEqual([]);
  at('2026-04-03T09:00:00Z');
  expect(await atLeast(1)).toEqual(['due-soon']);
  await bothSay('due-soon');
  at('2026-04-11T09:00:00Z');
  expect((await look(olivia, `/v1/requests/${id}`)).body).toMatchObject({ deadline: { overdue: true } });
  at('2026-04-13T09:00:00Z');
  expect(await atLeast(2)).toEqual(['due-soon', 'overdue']);
  await bothSay('overdue');
  const answering = await done(command(an, `/v1/matters/${String(matter)}/close`, { answered: true }));
  expect(answering.outcome).toBe('done');
  expect((await look(olivia, `/v1/requests/${answered}`)).body.trail).toHaveLength(1);
});
