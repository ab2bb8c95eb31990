import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { customer, type Customer } from '../faults/erasing';
import { JAN, Person, signUp } from './people';
import { scenario } from './scenario';

jest.setTimeout(90_000);

type Row = Record<string, unknown>;
const last = shippedCatalogues().at(-1)!;
const NEW = '2027-01-01';

/** What the policy has none of: a purpose that is direct marketing, on a legitimate interest. */
const newsletter: Catalogue['purposes'][number] = {
  ...last.purposes.find(({ id }) => id === 'renewal/1')!,
  id: 'newsletter/1',
  dpv: 'dpv:DirectMarketing',
  basis: 'A6-1-f',
};

/**
 * The next version: a contract needs a telephone number, hosting is for who pays on-line, recipients are told in three days,
 * and there is a newsletter.
 */
const next: Catalogue = {
  ...last,
  version: NEW,
  from: NEW,
  telling: { ...last.telling!, within: 'P3D' },
  clients: last.clients!.map(each => ({ ...each, purposes: [...each.purposes, 'newsletter'] })),
  purposes: [...last.purposes, newsletter].map(each => {
    if (each.id === 'hosting/1')
      return { ...each, id: 'hosting/2', opening: { ...each.opening, payment: 'online-payment' } };
    if (each.id !== 'contract/1') return each;
    return {
      ...each,
      id: 'contract/2',
      required: [...each.required, 'telephone'],
      optional: each.optional.filter(field => field !== 'telephone'),
      retention: { ...each.retention, duration: 'P2Y' },
    };
  }),
};

describe('P21 two officers make the next version of the catalogue, and every command follows it', () => {
  const { app, shop, an, olivia, on } = scenario({ on: '2026-12-01' });
  const pieter = new Person(app, 'privacy-officer', 'pieter.officer');
  let jan: Awaited<ReturnType<typeof signUp>>;
  let at: string;
  let digest: string;
  let told: Customer;

  beforeAll(async () => {
    jan = await signUp(app, shop, 'jan.drafts');
    await shop.does(`${jan.at}/start-service`, { type: 'hosting' });
    const hosting = { purpose: 'hosting', source: 'subject', values: { email: JAN.email } };
    await shop.does(`${jan.at}/collect`, hosting);
    const { telephone: _, ...fewer } = JAN;
    await signUp(app, shop, 'els.drafts', { ...fewer, email: 'els@example.be' });
    told = await customer(app, 'told-drafts');
  }, 240_000);

  const keep = async (catalogue: unknown): Promise<void> => {
    const body = { basedOn: last.version, catalogue, replaces: digest };
    digest = String((await olivia.does(`${at}/revise`, body)).body.digest);
  };
  const check = async (): Promise<Row> => (await pieter.sees(`${at}/check`)).body;
  const publish = async (who: Person, named?: string): Promise<unknown> =>
    who.refused(`${at}/publish`, { check: named ?? (await check()).check });

  test('an officer begins a draft; what has not the shape of a catalogue is not kept, and where is said', async () => {
    const misshapen = { ...next, purposes: [{ ...next.purposes[0]!, basis: 'consent' }] };
    const { status, body } = await olivia.post('/v1/catalogue/drafts', {
      basedOn: last.version,
      catalogue: misshapen,
    });
    expect([status, body.code, body.errors]).toEqual([
      422,
      'invalid-request',
      [{ pointer: '/catalogue/purposes/0/basis', rule: 'enum' }],
    ]);
    const huge = { basedOn: last.version, catalogue: { ...next, padding: 'x'.repeat(30_000) } };
    expect(await olivia.refused('/v1/catalogue/drafts', huge)).toBe('body-too-large');
    const older = { basedOn: '2018-05-25', catalogue: next };
    expect(await olivia.refused('/v1/catalogue/drafts', older)).toBe('draft-outdated');
    expect((await olivia.sees('/v1/catalogue/drafts')).body).toEqual([]);

    const begun = await olivia.does('/v1/catalogue/drafts', { basedOn: last.version, catalogue: next });
    at = `/v1/catalogue/drafts/${String(begun.body.draft)}`;
    digest = String(begun.body.digest);
    expect((await olivia.sees(at)).body).toMatchObject({ status: 'open', version: NEW, own: true });
    expect((await pieter.sees(at)).body).toMatchObject({ own: false, basedOn: last.version });
    expect((await new Person(app, 'staff', 'an.staff').sees(at)).body.code).toBe('forbidden-role');
  });

  test('a draft may contradict itself, name a version that there is and begin in the past; then it is not published', async () => {
    const wordless = next.purposes.map(each =>
      each.id === 'contract/2' ? { ...each, reason: { nl: '', en: '' } } : each,
    );
    await keep({ ...next, version: last.version, from: '2026-12-01', purposes: wordless });
    const faults = [
      { code: 'basis-without-reason', names: ['contract/2'] },
      { code: 'version-published', names: [last.version] },
      { code: 'begins-too-early', names: ['2026-12-01', '2026-12-02'] },
    ];
    expect(await check()).toMatchObject({ faults, earliest: '2026-12-02', since: last.version });
    const { body } = await pieter.post(`${at}/publish`, { check: (await check()).check });
    expect(body).toMatchObject({ code: 'draft-refused', faults });
    const stale = { basedOn: last.version, catalogue: next, replaces: 'x'.repeat(43) };
    expect(await pieter.refused(`${at}/revise`, stale)).toBe('draft-changed');
    await keep(next);
  });

  test('its check tells what it says otherwise, and of how many subjects data is held that it concerns', async () => {
    const { faults, changes, effects } = await check();
    expect(faults).toEqual([]);
    expect(changes).toEqual(
      expect.arrayContaining([
        { code: 'field-required', purpose: 'contract', field: 'telephone' },
        { code: 'retention-longer', purpose: 'contract', part: 'duration', was: 'P1Y', is: 'P2Y' },
        { code: 'opening-changed', purpose: 'hosting', part: 'payment', is: 'online-payment' },
      ]),
    );
    expect(effects).toEqual([
      { code: 'held-under-earlier-rules', purpose: 'contract', subjects: 3 },
      { code: 'held-under-earlier-rules', purpose: 'hosting', subjects: 1 },
      { code: 'field-wanting', purpose: 'contract', field: 'telephone', subjects: 2 },
      { code: 'purpose-closes', purpose: 'hosting', subjects: 1 },
    ]);
    type Counted = { code: string; purpose: string; subjects: number };
    for (const { subjects, purpose: processedFor, ...effect } of effects as Counted[]) {
      const asked = new URLSearchParams({ ...effect, processedFor, limit: '1' });
      const found: unknown[] = [];
      do {
        const { body } = await pieter.sees(`${at}/subjects?${asked.toString()}`);
        found.push(...(body.subjects as Row[]).map(({ subject }) => subject));
        asked.set('cursor', (body.next as string | undefined) ?? '');
      } while (asked.get('cursor') !== '');
      expect([processedFor, effect, new Set(found).size, found.length]).toEqual([
        processedFor,
        effect,
        subjects,
        subjects,
      ]);
    }
    const closing = `${at}/subjects?code=purpose-closes&processedFor=hosting`;
    expect((await pieter.sees(closing)).body.subjects).toEqual([{ subject: jan.subject }]);
    const none = `${at}/subjects?code=purpose-closes&processedFor=contract`;
    expect((await pieter.sees(none)).body.code).toBe('not-found');
    expect((await an.sees(closing)).body.code).toBe('forbidden-role');
  });

  test('it is published once, by another officer who names the check of it as it stands', async () => {
    expect(await publish(olivia)).toBe('second-officer-needed');
    expect(await publish(pieter, 'x'.repeat(43))).toBe('draft-not-checked');
    const { check: named } = await check();
    const { body: done } = await pieter.does(`${at}/publish`, { check: named });
    expect(done).toMatchObject({ outcome: 'done' });
    expect((await pieter.does(`${at}/publish`, { check: named })).body).toMatchObject({
      outcome: 'unchanged',
    });
    expect((await olivia.sees(at)).body).toMatchObject({ status: 'published' });
    expect(await olivia.refused(`${at}/withdraw`, {})).toBe('draft-closed');

    const draft = at.split('/').at(-1)!;
    expect((await shop.sees('/v1/catalogue/versions')).body).toMatchObject({
      2: { version: NEW, from: NEW, current: false, draft },
    });
    const asked = `kind=catalogue-published&purpose=audit&position=${String(done.position)}`;
    const { body } = await olivia.sees(`/v1/register?${asked}`);
    const [entry] = body.entries as { about: Row; actor: Row }[];
    expect(entry).toMatchObject({ about: { version: NEW, draft }, actor: { role: 'privacy-officer' } });
    expect(entry!.about.draftedBy).not.toBe(entry!.actor.id);

    // The next one follows on this.
    const late = { basedOn: last.version, catalogue: { ...next, version: '2027-02-01', from: '2027-02-01' } };
    expect(await olivia.refused('/v1/catalogue/drafts', late)).toBe('draft-outdated');
  });

  test('until its first day nothing changes; from then on every command is decided by it, without a restart', async () => {
    const withoutTelephone = (email: string) => {
      const { telephone: _, ...values } = { ...JAN, email };
      const collect = [{ purpose: 'contract', values }];
      return { kind: 'natural-person', policy: '2018-05-25', collect };
    };
    await shop.does('/v1/subjects', withoutTelephone('before@example.be'));
    on(NEW);
    expect(await shop.refused('/v1/subjects', withoutTelephone('after@example.be'))).toBe('field-missing');
    const more = { purpose: 'hosting', source: 'subject', values: { language: 'nl-BE' } };
    expect(await shop.refused(`${jan.at}/collect`, more)).toBe('purpose-closed');
    // Art. 19: in the list recipients are told as soon as where one duty is read.
    const { headers } = await olivia.sees(`/v1/subjects/${told.subject}/record?purpose=data-subject-request`);
    const correction = { values: { telephone: '+3292250000' }, channel: 'application' };
    const { body: corrected } = await shop.does(`/v1/subjects/${told.subject}/correct`, correction, {
      'if-match': headers.get('etag')!,
    });
    const due = async (path: string): Promise<unknown> =>
      ((await olivia.sees(path)).body.duties as Row[]).map(({ due: each }) => each);
    const single = `/v1/subjects/${told.subject}/duties?purpose=data-subject-request`;
    expect(await due(single)).toEqual(['2027-01-04']);
    expect(await due(`/v1/duties?position=${String(corrected.position)}`)).toEqual(['2027-01-04']);
    // What was recorded keeps the rules that it was recorded under.
    const { body } = await olivia.sees(`${jan.at}/overview?purpose=data-subject-request`);
    const contract = (body.values as Row[]).find(({ purpose }) => purpose === 'contract/1');
    expect(contract).toMatchObject({ kept: { duration: 'P1Y' } });
  });

  test('Art. 21(2), (3): nothing is weighed against an objection to what it says is direct marketing', async () => {
    const request = async (): Promise<string> => {
      const asked = { kind: 'objection', channel: 'letter', subject: jan.subject };
      const { body } = await an.does('/v1/requests', asked);
      return `/v1/requests/${String(body.request)}`;
    };
    const weighed = ['compelling-grounds', 'legal-claims', 'conditions-not-met'];
    const refused = async (asked: string): Promise<unknown[]> => {
      const codes = ['whole', 'part'].flatMap(scope =>
        weighed.map(reason => olivia.refused(`${asked}/refuse`, { reason, scope })),
      );
      return [...new Set(await Promise.all(codes))];
    };
    // Before anybody says what it is against, it may be against the newsletter.
    const asked = await request();
    expect(await refused(asked)).toEqual(['refusal-not-fitting']);

    const { body } = await an.does(`${jan.at}/object`, {
      purpose: 'newsletter',
      request: asked.split('/').at(-1),
    });
    const record = await olivia.sees(`${jan.at}/record?purpose=customer-care`);
    expect(record.body.objections).toMatchObject([{ purpose: 'newsletter/1', status: 'upheld' }]);
    const { familyName, givenName, email } = JAN;
    const values = { familyName, givenName, email };
    const collect = { purpose: 'newsletter', source: 'subject', values };
    expect(await shop.refused(`${jan.at}/collect`, collect)).toBe('purpose-objected');
    for (const outcome of ['compelling-grounds', 'legal-claims']) {
      const settled = { objection: body.objection, outcome };
      expect(await olivia.refused(`${jan.at}/settle-objection`, settled)).toBe('objection-upheld');
    }
    expect(await refused(asked)).toEqual(['refusal-not-fitting']);

    // What is against another purpose is weighed, as before there was a newsletter.
    const other = await request();
    await an.does(`${jan.at}/object`, { purpose: 'fraud', request: other.split('/').at(-1) });
    await olivia.does(`${other}/refuse`, { reason: 'compelling-grounds', scope: 'whole' });
  });

  test('after a start it is in force still, though the program comes with versions of its own', async () => {
    await app.stop();
    await app.start();
    expect((await shop.sees('/v1/catalogue')).body).toMatchObject({ version: NEW });
  });
});
