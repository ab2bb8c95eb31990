import { until } from '../setup/until';
import { customerWith, done, type Answered } from './http';
import { scenario } from './scenario';

let owner: { subject: string; login: string };

const { app, http, on } = scenario({ on: '+PT0S' });
beforeAll(async () => {
  owner = await customerWith(http, app, 'jan.p14', 'peeters-p15.be');
}, 180_000);

const staff = (path: string, body: object): Promise<Answered> => http.command('staff', path, body);
const code = async (answer: Promise<Answered>): Promise<unknown> => (await answer).body.code;

describe('P14 third parties get no access', () => {
  test('a recipient outside the catalogue gets nothing, and the refusal is on record', async () => {
    const at = `/v1/subjects/${owner.subject}`;
    const share = { purpose: 'contract', recipient: 'Address Broker Ltd' };
    const refused = await http.command('service', `${at}/share`, share);
    expect(refused).toMatchObject({ status: 403, body: { code: 'recipient-unknown' } });
    expect(refused.text).not.toMatch(/Broker|Peeters|Kerkstraat/);
    const { body } = await done(
      http.query('privacy-officer', '/v1/register', { kind: 'refused', purpose: 'customer-care' }),
    );
    expect(body.entries).toMatchObject([
      { subject: owner.subject, recipient: 'unlisted', about: { command: 'share', reason: 'third-party' } },
    ]);
    expect(JSON.stringify(body)).not.toContain('Broker');
  });

  test('a person with a valid token who is nobody here gets nothing of anybody', async () => {
    const paths = ['record', 'register', 'mediations'].map(part => `/v1/subjects/${owner.subject}/${part}`);
    for (const path of paths) {
      const foreign = await http.query('customer:third.party', path, { purpose: 'customer-care' });
      const unknown = await http.query('customer:third.party', path.replace(/[0-9a-f-]{36}/, NOBODY), {
        purpose: 'customer-care',
      });
      expect([foreign.status, foreign.body.code]).toEqual([404, 'not-found']);
      expect(without(foreign.body)).toEqual(without(unknown.body));
    }
  });

  test('a token without any role of this API is refused everywhere', async () => {
    for (const path of [
      '/v1/subjects',
      `/v1/subjects/${owner.subject}/record?purpose=customer-care`,
      '/v1/mediations',
    ]) {
      const { status, body } = await http.query({ role: 'staff', roles: ['third-party'] }, path);
      expect([path, status, body.code]).toEqual([path, 403, 'forbidden-role']);
    }
  });
});

describe('P15 contact mediation', () => {
  const THIRD = { familyName: 'Wouters', givenName: 'Els', email: 'els.wouters@example.org' };
  const ask = (domain: string): Promise<Answered> =>
    done(http.command('service', '/v1/mediations', { domain, ...THIRD, message: 'I like the name.' }));
  const read = async (mediation: string): Promise<Record<string, unknown>> =>
    (await done(http.query('staff', `/v1/mediations/${mediation}`, { purpose: 'mediation' }))).body;

  /** One whole matter; all that is answered to, or written for, the third party. */
  async function matter(
    domain: string,
    during: (mediation: string) => Promise<unknown>,
  ): Promise<{ mediation: string; said: unknown[] }> {
    const opened = await ask(domain);
    const mediation = String(opened.body.mediation);
    const told = await done(staff(`/v1/mediations/${mediation}/tell-third-party`, { channel: 'email' }));
    await during(mediation);
    const reply = `/v1/mediations/${mediation}/answer-third-party`;
    const early = await staff(reply, { channel: 'email' });
    return { mediation, said: [opened, told, early].map(shape) };
  }

  test('third party told, owner informed, who chooses; the third party learns nothing, whatever happens', async () => {
    const inform = (m: string) => done(staff(`/v1/mediations/${m}/inform-owner`, { channel: 'email' }));
    const own = (m: string, choice: string) =>
      done(
        http.command(`customer:${owner.login}`, `/v1/subjects/${owner.subject}/mediations/${m}/answer`, {
          choice,
        }),
      );
    const unowned = await matter('nobody-p15.be', async m => {
      expect(await code(staff(`/v1/mediations/${m}/inform-owner`, { channel: 'email' }))).toBe(
        'owner-unknown',
      );
    });
    const silent = await matter('peeters-p15.be', inform);
    const declined = await matter('peeters-p15.be', async m => {
      // P09: what is not on record as passed on is not shown.
      const tried = await done(staff(`/v1/mediations/${m}/inform-owner?dryRun=true`, { channel: 'email' }));
      expect(tried.body).toMatchObject({ outcome: 'dry-run', owner: owner.subject });
      expect(tried.text).not.toMatch(/Wouters|like the name/);
      const told = await inform(m);
      const again = await inform(m);
      expect(again.body).toMatchObject({ outcome: 'unchanged', text: told.body.text });
      expect(again.text).not.toMatch(/Wouters|like the name/);
      expect(told.body).toMatchObject({
        owner: owner.subject,
        familyName: 'Wouters',
        message: 'I like the name.',
      });
      const seen = async () =>
        (
          await done(
            http.query(`customer:${owner.login}`, `/v1/subjects/${owner.subject}/mediations/${m}`, {
              purpose: 'mediation',
            }),
          )
        ).body;
      const { email, ...name } = THIRD;
      const before = await seen();
      expect(before).toMatchObject({ ...name, status: 'open' });
      expect(before).not.toHaveProperty('email');
      await own(m, 'accepted');
      expect(await seen()).toMatchObject({ email });
      await own(m, 'declined');
      expect(await seen()).not.toHaveProperty('email');
    });
    expect(silent.said).toEqual(unowned.said);
    expect(declined.said).toEqual(unowned.said);

    on('+P22D');
    const status = async (m: string): Promise<unknown> => {
      const { body } = await done(http.query('staff', '/v1/mediations', { status: 'to-answer' }));
      return (body.mediations as { mediation: string }[]).some(({ mediation }) => mediation === m);
    };
    for (const { mediation } of [unowned, silent, declined])
      await until(
        () => status(mediation),
        due => due === true,
      );
    const replies = [];
    for (const { mediation } of [unowned, silent, declined])
      replies.push(await done(staff(`/v1/mediations/${mediation}/answer-third-party`, { channel: 'email' })));
    expect(shape(replies[1]!)).toEqual(shape(replies[0]!));
    expect(shape(replies[2]!)).toEqual(shape(replies[0]!));
    expect(replies[0]!.text).not.toMatch(/Peeters|Jan|natuurlijk/);

    // The third party's data was kept for the matter alone.
    for (const { mediation } of [unowned, silent, declined]) {
      const shown = await until(
        () => read(mediation),
        ({ erased }) => erased === true,
      );
      expect(JSON.stringify(shown)).not.toMatch(/Wouters|els\.wouters|like the name/);
      expect(shown).toMatchObject({ status: 'ended', outcome: 'answered' });
    }
  }, 180_000);

  test('the owner who accepts writes without us, and has time for it; the third party hears so before the last day, and no more', async () => {
    const { body } = await ask('peeters-p15.be');
    const m = String(body.mediation);
    const inform = () => staff(`/v1/mediations/${m}/inform-owner`, { channel: 'email' });
    expect(await code(inform())).toBe('third-party-not-told');
    await done(staff(`/v1/mediations/${m}/tell-third-party`, { channel: 'email' }));
    await done(inform());
    await done(staff(`/v1/mediations/${m}/answer`, { choice: 'accepted', channel: 'telephone' }));
    const reply = await done(staff(`/v1/mediations/${m}/answer-third-party`, { channel: 'email' }));
    expect(Object.keys(reply.body).sort()).toEqual(['keptUntil', 'outcome', 'position', 'repeated', 'text']);
    expect(reply.text).not.toMatch(/Peeters|Jan|@/);
    const register = await done(
      http.query(`customer:${owner.login}`, `/v1/subjects/${owner.subject}/register`, {
        purpose: 'data-subject-request',
        kind: 'owner-answered',
      }),
    );
    expect((register.body.entries as { about: object }[])[0]).toMatchObject({
      about: { choice: 'accepted', mediation: m },
    });

    // Whom to write to can be read until then, and by nobody after it.
    const own = async (): Promise<Record<string, unknown>> =>
      (await done(http.query(`customer:${owner.login}`, `/v1/subjects/${owner.subject}/mediations/${m}`)))
        .body;
    const { keptUntil } = reply.body;
    expect(await own()).toMatchObject({ ...THIRD, message: 'I like the name.', keptUntil });
    expect(await read(m)).toMatchObject({ status: 'answered', email: THIRD.email });
    expect(await code(staff(`/v1/mediations/${m}/answer`, { choice: 'declined', channel: 'email' }))).toBe(
      'mediation-ended',
    );
    const { body: catalogue } = await done(http.query('staff', '/v1/catalogue'));
    expect((catalogue.catalogue as { mediation: object }).mediation).toMatchObject({ kept: 'P30D' });
    on('+P51D');
    expect(await own()).toMatchObject(THIRD);
    on('+P54D');
    const over = await until(own, ({ erased }) => erased === true);
    expect(JSON.stringify(over)).not.toMatch(/Wouters|els\.wouters|like the name/);
    expect(over).toMatchObject({ status: 'ended', outcome: 'answered' });
  });

  test("another customer's mediation does not exist for them", async () => {
    const other = await customerWith(http, app, 'marie.p15');
    const { body } = await ask('peeters-p15.be');
    const at = `/v1/subjects/${other.subject}/mediations/${String(body.mediation)}`;
    expect(await code(http.query(`customer:${other.login}`, at, { purpose: 'mediation' }))).toBe('not-found');
    expect(await code(http.command(`customer:${other.login}`, `${at}/answer`, { choice: 'accepted' }))).toBe(
      'not-found',
    );
  });
});

const NOBODY = '5ab1ec70-0000-8000-8000-00000000ffff';

/** An answer without what differs between any two: ids, positions, traces. */
function shape({ status, body }: Answered): unknown {
  return [status, without(body)];
}
function without({
  mediation: _m,
  position: _p,
  trace: _t,
  instance: _i,
  ...rest
}: Record<string, unknown>): unknown {
  return rest;
}
