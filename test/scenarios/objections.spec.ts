import { untilFenced } from '../faults/erasing';
import { customerWith, done, type Answered } from './http';
import { scenario } from './scenario';

const OLIVIA = 'privacy-officer:olivia';
const IP = { ipAddress: '203.0.113.9' };

/** Art. 21: what rests on a legitimate interest stops when it is objected to; what a contract needs goes on. */
describe('Art. 21 objection', () => {
  const { app, http } = scenario();

  const code = async (answer: Promise<Answered>): Promise<unknown> => {
    const { status, body } = await answer;
    return body.code ?? status;
  };
  const signIn = (at: string): Promise<unknown> => code(http.command('service', `${at}/sign-ins`, IP));
  const look = (at: string, purpose: string): Promise<unknown> =>
    code(http.query(OLIVIA, `${at}/record`, { purpose }));
  const objections = async (at: string): Promise<unknown> =>
    (await done(http.query(OLIVIA, `${at}/record`, { purpose: 'customer-care' }))).body.objections;
  async function asked(subject: string, kind = 'objection'): Promise<string> {
    const body = { kind, channel: 'letter', subject };
    return String((await done(http.command('staff', '/v1/requests', body))).body.request);
  }
  const onRequest = (request: string, name: string, body: object): Promise<Answered> =>
    http.command(OLIVIA, `/v1/requests/${request}/${name}`, body);

  test('processing stops at once, pending the decision; on compelling grounds it goes on', async () => {
    const { subject } = await customerWith(http, app, 'objects');
    const at = `/v1/subjects/${subject}`;
    expect(await signIn(at)).toBe(200);
    const request = await asked(subject);
    const { body } = await done(http.command('staff', `${at}/object`, { purpose: 'fraud', request }));
    expect(await signIn(at)).toBe('purpose-objected');
    expect(await look(at, 'fraud')).toBe('purpose-objected');
    // Nothing else stands still: this is no restriction of the whole.
    expect(await look(at, 'customer-care')).toBe(200);
    const more = { purpose: 'contract', source: 'subject', values: { telephone: '+3292251234' } };
    expect(await code(http.command('service', `${at}/collect`, more))).toBe(200);
    expect(await objections(at)).toMatchObject([{ purpose: 'fraud/1', status: 'pending', request }]);

    await done(onRequest(request, 'refuse', { reason: 'compelling-grounds', scope: 'whole' }));
    await done(onRequest(request, 'send-letter', { letter: 'refusal', channel: 'letter' }));
    expect(await code(onRequest(request, 'close', {}))).toBe('objection-pending');
    const settled = { objection: body.objection, outcome: 'compelling-grounds' };
    expect(await code(http.command('staff', `${at}/settle-objection`, settled))).toBe('forbidden-role');
    await done(http.command(OLIVIA, `${at}/settle-objection`, settled));
    expect(await signIn(at)).toBe(200);
    expect(await look(at, 'fraud')).toBe(200);
    expect(await objections(at)).toEqual([]);
    expect((await done(onRequest(request, 'close', {}))).body).toMatchObject({ closedAs: 'refused' });
    const { entries } = (
      await done(http.query('customer:objects', `${at}/register`, { purpose: 'data-subject-request' }))
    ).body as { entries: { kind: string }[] };
    expect(entries.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['objected', 'objection-settled']),
    );
  });

  test('granted, it is the request’s outcome; what was held is erased, and only then the letter says so', async () => {
    const { subject } = await customerWith(http, app, 'granted');
    const at = `/v1/subjects/${subject}`;
    await signIn(at);
    const request = await asked(subject);
    expect(await code(onRequest(request, 'carry-out', { restrict: { ground: 'unlawful' } }))).toBe(
      'act-not-fitting',
    );
    const contract = await done(onRequest(request, 'carry-out', { object: { purpose: 'contract' } }));
    expect(contract.body).toMatchObject({ result: 'failed', code: 'objection-not-applicable' });
    expect(
      await code(onRequest(request, 'send-letter', { letter: 'objection-done', channel: 'email' })),
    ).toBe('letter-not-true');
    const granted = await done(onRequest(request, 'carry-out', { object: { purpose: 'fraud' } }));
    expect(granted.body).toMatchObject({ result: 'done' });
    expect(await objections(at)).toMatchObject([{ purpose: 'fraud/1', status: 'upheld', request }]);
    expect(await signIn(at)).toBe('purpose-objected');
    await done(onRequest(request, 'send-letter', { letter: 'objection-done', channel: 'email' }));
    expect((await done(onRequest(request, 'close', {}))).body).toMatchObject({ closedAs: 'fulfilled' });
  });

  test('Art. 21: erasing grants no objection; only what is upheld is erased for it, and said to have stopped', async () => {
    const { subject } = await customerWith(http, app, 'not-by-erasing');
    const at = `/v1/subjects/${subject}`;
    const request = await asked(subject);
    const carryOut = (body: object): Promise<unknown> => code(onRequest(request, 'carry-out', body));
    const letter = (): Promise<unknown> =>
      code(onRequest(request, 'send-letter', { letter: 'objection-done', channel: 'email' }));
    expect(await carryOut({ erase: { purpose: 'fraud' } })).toBe('objection-not-upheld');
    expect(await carryOut({ erase: {} })).toBe('objection-not-upheld');
    expect(await carryOut({ erase: { purpose: 'contract' } })).toBe('objection-not-applicable');
    const directly = { scope: { of: 'purpose', purpose: 'contract' }, reason: 'objection' };
    expect(await code(http.command(OLIVIA, `${at}/erase`, directly))).toBe('objection-not-applicable');
    expect(await letter()).toBe('letter-not-true');
    expect(await code(onRequest(request, 'close', {}))).toBe('request-unanswered');
    // Nothing has stopped, and nothing is gone.
    expect(await signIn(at)).toBe(200);

    await carryOut({ object: { purpose: 'fraud' } });
    // The month that runs is erased when it is over.
    expect(await carryOut({ erase: { purpose: 'fraud' } })).toBe('kept-by-law');
    const [upheld] = (await objections(at)) as { objection: string }[];
    const settle = { objection: upheld!.objection, outcome: 'withdrawn' };
    await done(http.command(OLIVIA, `${at}/settle-objection`, settle));
    expect(await letter()).toBe('letter-not-true');
    await carryOut({ object: { purpose: 'fraud' } });
    expect(await signIn(at)).toBe('purpose-objected');
    expect(await letter()).toBe(200);
  });

  test('P15: an owner who objected is not told of third parties, who get the neutral answer', async () => {
    const domain = 'objects-p15.be';
    const { subject } = await customerWith(http, app, 'owner', domain);
    const mediation = { domain, familyName: 'Wouters', givenName: 'Els', email: 'els@example.org' };
    const { body } = await done(http.command('service', '/v1/mediations', mediation));
    const at = `/v1/mediations/${String(body.mediation)}`;
    await done(http.command('staff', `${at}/tell-third-party`, { channel: 'email' }));
    await done(http.command('staff', `/v1/subjects/${subject}/object`, { purpose: 'mediation' }));
    const inform = (): Promise<Answered> => http.command('staff', `${at}/inform-owner`, { channel: 'email' });
    expect(await code(inform())).toBe('purpose-objected');
    const own = await done(http.query('customer:owner', `/v1/subjects/${subject}/mediations`, {}));
    expect(own.body.mediations).toEqual([]);
    // As of somebody who keeps silent: not before the last day.
    expect(await code(http.command('staff', `${at}/answer-third-party`, { channel: 'email' }))).toBe(
      'answer-not-due',
    );
  });

  test('Art. 17: no letter says that data was erased before the fences of all its keys stand', async () => {
    const { subject } = await customerWith(http, app, 'erased');
    const request = await asked(subject, 'erasure');
    const ground = { reason: 'no-longer-needed', request };
    await done(http.command('staff', `/v1/subjects/${subject}/approve-erasure`, ground));
    await done(onRequest(request, 'carry-out', { erase: {} }));
    const letter = { letter: 'erasure-done', channel: 'letter' };
    const text = (): Promise<Answered> =>
      http.query(OLIVIA, `/v1/requests/${request}/letters/erasure-done`, {
        purpose: 'data-subject-request',
        format: 'text',
      });
    expect([await code(onRequest(request, 'send-letter', letter)), await code(text())]).toEqual([
      'erasure-under-way',
      'erasure-under-way',
    ]);
    const gone = await http.query(OLIVIA, `/v1/subjects/${subject}/record`, { purpose: 'customer-care' });
    await untilFenced(app, subject, String(gone.body.erasure));
    expect((await done(text())).text).toContain('Wij hebben uw gegevens gewist');
    await done(onRequest(request, 'send-letter', letter));
  });
});
