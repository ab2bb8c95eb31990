import { randomUUID } from 'node:crypto';
import { asksPurpose } from '../setup/described';
import { Projected } from '../setup/projected';
import { until } from '../setup/until';
import { rebuild } from '../setup/rebuild';
import { customerWith, done, type Answered } from './http';
import { scenario } from './scenario';
import { PROSECUTORS_ORDER } from '../setup/orders';

const OLIVIA = 'privacy-officer:olivia';
const PIETER = 'privacy-officer:pieter';
const DOMAIN = 'jan-p16.be';

let projected: Projected;
/** Two customers to whom the same was done; there is an order about the first. */
let jan: { subject: string; login: string };
let marie: { subject: string; login: string };

// Before the service and its databases are gone.
afterAll(() => projected.close());
const { app, http, on } = scenario({ on: '+PT0S' });
beforeAll(async () => {
  projected = await Projected.of(app.database!);
  jan = await customerWith(http, app, 'aaaa.p16', DOMAIN);
  marie = await customerWith(http, app, 'bbbb.p16', 'eva-p16.be');
  for (const { subject } of [jan, marie]) {
    const at = `/v1/subjects/${subject}`;
    await done(
      http.command(
        'service',
        `${at}/correct`,
        { values: { email: 'new@example.be' }, channel: 'application' },
        undefined,
        {
          'if-match': `"${await version(subject)}"`,
        },
      ),
    );
    await http.command('service', `${at}/share`, { purpose: 'contract', recipient: 'broker' });
  }
}, 180_000);
async function version(subject: string): Promise<string> {
  const { headers } = await done(
    http.query('staff', `/v1/subjects/${subject}/record`, { purpose: 'customer-care' }),
  );
  return headers.get('etag')!.replaceAll('"', '');
}

const order = (about: object = {}): object => ({
  ...PROSECUTORS_ORDER,
  issuedOn: '2026-03-02',
  concerns: { domains: [DOMAIN] },
  fields: ['familyName', 'email'],
  secrecy: { ground: 'art. 46bis' },
  ...about,
});
const code = async (answer: Promise<Answered>): Promise<unknown> => (await answer).body.code;

/** Every GET of the API that a customer may use on themselves, by its own description: new ones are in it by being described. */
async function ownPaths(): Promise<{ path: string; looks: boolean }[]> {
  const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { 'x-roles'?: string[]; parameters: { $ref?: string }[] }>>;
  };
  return Object.entries(document.paths).flatMap(([path, { get }]) =>
    get?.['x-roles']?.includes('customer') && /^\/v1\/subjects\/\{subject\}\/[^{]+$/.test(path)
      ? [{ path, looks: asksPurpose(get) }]
      : [],
  );
}

type Person = typeof jan;
/** What one asks of oneself, and is answered: a text for each answer. */
type Question = (person: Person) => Promise<string[]>;

/** An answer, without what differs between any two people: ids, times, hashes, logins. */
async function ask(
  { subject, login }: Person,
  path: string,
  parameters: Record<string, string> = {},
  looks = true,
): Promise<{ shown: string; next: string | undefined }> {
  // Each answer has the looks before it, however busy the projector is.
  await projected.untilHead('register', 'records');
  const { status, text, headers, body } = await http.query(
    `customer:${login}`,
    path.replace('{subject}', subject),
    { ...(looks && { purpose: 'data-subject-request' }), ...parameters },
  );
  // A problem's length varies with its trace.
  const names = ['etag', 'content-type', ...(status < 300 ? ['content-length'] : [])];
  const shown = names.map(name => headers.get(name));
  return {
    shown: neutral(JSON.stringify([path, parameters.kind, status, shown, decoded(text)]), login),
    next: body.next as string | undefined,
  };
}

/** Everything that a subject can ask about themselves. */
async function questions(): Promise<Question[]> {
  const one =
    (...asked: [path: string, parameters?: Record<string, string>, looks?: boolean]): Question =>
    async person => [(await ask(person, ...asked)).shown];
  const own = (await ownPaths()).flatMap(({ path, looks }) =>
    path.endsWith('/export')
      ? ['csv', 'jsonl'].map(format => one(path, { format }))
      : [one(path, path.endsWith('/report') ? { language: 'nl' } : {}, looks)],
  );
  const register = '/v1/subjects/{subject}/register';
  const kinds = ['disclosed', 'order-registered', 'looked', 'refused', 'collected'];
  const filters = [
    ...kinds.map(kind => ({ kind })),
    { recipient: 'public-prosecutor' },
    { recipient: 'unlisted' },
    { field: 'email' },
  ];
  const walk =
    (order: string): Question =>
    async person => {
      const pages: string[] = [];
      for (let cursor: string | undefined; pages.length < 40;) {
        // Each page is a look, and so one entry more: from the oldest on, the end is known.
        const page = { order, limit: '2', ...(cursor !== undefined && { cursor }) };
        const { shown, next } = await ask(person, register, page);
        pages.push(shown);
        if ((cursor = next) === undefined) break;
      }
      return pages;
    };
  const etag: Question = async ({ subject, login }) => {
    const at = `/v1/subjects/${subject}/record`;
    const { headers } = await http.query(`customer:${login}`, at, { purpose: 'data-subject-request' });
    return [String(headers.get('etag'))];
  };
  return [...own, ...filters.map(filter => one(register, filter)), walk('oldest'), walk('newest'), etag];
}

/** Cursors are opaque, not secret: what is in them counts too. */
function decoded(text: string): string {
  return text.replace(
    /"next":"([A-Za-z0-9_-]+)"/g,
    (_, cursor: string) => `"next":"${Buffer.from(cursor, 'base64url').toString('latin1')}"`,
  );
}
function neutral(text: string, login: string): string {
  return (
    text
      .replaceAll(login, '<login>')
      .replace(/(jan|eva)-p16\.be/g, '<domain>')
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, '<time>')
      // The page says when to the minute, and one may pass between the two.
      .replace(/\d\d\/\d\d\/\d{4} \d\d:\d\d/g, '<minute>')
      .replace(/\\"trace\\":\\"[^"]*\\"/g, '<trace>')
      // A table's cell that begins with a minus has a quote before it.
      .replace(/'?[A-Za-z0-9_-]{43}(?=[\\",])/g, '<hash>')
  );
}

describe('P16 government bodies', () => {
  let registered: string;

  test('an order is registered, approved by a second officer, then disclosed within its scope, once', async () => {
    registered = String((await done(http.command(OLIVIA, '/v1/orders', order()))).body.order);
    const at = `/v1/orders/${registered}`;
    expect(await code(http.command(OLIVIA, `${at}/disclose`, {}))).toBe('order-not-approved');
    expect(await code(http.command(OLIVIA, `${at}/approve`, {}))).toBe('second-officer-needed');
    await done(http.command(PIETER, `${at}/approve`, {}));
    const key = randomUUID();
    const disclosed = await done(http.command(OLIVIA, `${at}/disclose`, {}, key));
    const values = (
      disclosed.body.disclosed as { subject: string; values: object[]; signIns: object[] }[]
    )[0]!;
    expect(values).toMatchObject({ subject: jan.subject, signIns: [] });
    expect(values.values).toHaveLength(2);
    expect(values.values).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'familyName', value: 'Peeters', heldFor: 'contract/1' }),
        expect.objectContaining({ field: 'email', value: 'new@example.be', version: 2 }),
      ]),
    );
    const again = await done(http.command(OLIVIA, `${at}/disclose`, {}, key));
    expect(again.body).toEqual({ ...disclosed.body, repeated: true });
    expect(await code(http.command(OLIVIA, `${at}/disclose`, {}))).toBe('order-already-disclosed');
    expect(await code(http.command(PIETER, `${at}/refuse`, { reason: 'too-wide' }))).toBe(
      'order-already-disclosed',
    );
  });

  test('the officer finds order and disclosure; reference only in the order itself, and that look is recorded', async () => {
    const { body } = await done(http.query(OLIVIA, '/v1/orders', { status: 'disclosed', limit: '1' }));
    expect(body.orders).toMatchObject([{ order: registered, body: 'public-prosecutor', secret: true }]);
    expect(JSON.stringify(body)).not.toContain('GE.20');
    const one = await done(http.query(OLIVIA, `/v1/orders/${registered}`));
    expect(one.body).toMatchObject({
      reference: 'GE.20.99.1234/2026',
      subjects: [jan.subject],
      status: 'disclosed',
    });
    const entries = async (kind: string): Promise<unknown> =>
      (await done(http.query(OLIVIA, '/v1/register', { kind, purpose: 'customer-care' }))).body.entries;
    expect(await entries('disclosed')).toMatchObject([
      {
        subject: jan.subject,
        recipient: 'public-prosecutor',
        purpose: 'government-order/1',
        basis: 'eu-gdpr:A6-1-c',
        fields: { email: { version: 2 }, familyName: { version: 1 } },
        about: { order: registered },
      },
    ]);
    expect(await entries('order-registered')).toMatchObject([{ about: { digest: 'ab'.repeat(32) } }]);
    const looks = (await entries('looked')) as { about: object }[];
    expect(looks).toContainEqual(expect.objectContaining({ about: { order: registered, view: 'order' } }));
  });

  test('while it is secret, the subject gets every answer as if there were no order, byte for byte', async () => {
    // What is hidden stays so in a register that is built anew.
    expect(await rebuild(app.database!, 'register')).toMatchObject({ code: 0 });
    const answers: string[] = [];
    for (const question of await questions()) {
      const [withOrder, without] = [await question(jan), await question(marie)];
      expect(withOrder).toEqual(without);
      answers.push(...without);
    }
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.join('')).toContain('third-party');
    // Neither does another customer, nor staff, reach the order.
    for (const who of [`customer:${jan.login}`, 'staff', 'service'])
      expect((await http.query(who, `/v1/orders/${registered}`)).status).toBe(403);
  }, 120_000);

  test('a look for an order is only made in the order: elsewhere that purpose opens nothing', async () => {
    const at = `/v1/subjects/${jan.subject}/record`;
    expect(await code(http.query(OLIVIA, at, { purpose: 'government-order' }))).toBe('purpose-required');
    const share = { purpose: 'government-order', recipient: 'broker' };
    const shared = await http.command('service', `/v1/subjects/${jan.subject}/share`, share);
    expect(shared.status).toBeGreaterThanOrEqual(400);

    // That it was refused says nothing to the person, in whatever they ask.
    await projected.untilHead('register', 'records');
    const own = { purpose: 'data-subject-request' };
    for (const [path, asked] of [
      ['register', { ...own, limit: '100' }],
      ['report', { ...own, language: 'nl' }],
    ] as const) {
      const { text } = await done(
        http.query(`customer:${jan.login}`, `/v1/subjects/${jan.subject}/${path}`, asked),
      );
      expect(text).not.toContain('government-order');
    }
    const { body } = await done(
      http.query(OLIVIA, '/v1/register', { kind: 'refused', purpose: 'customer-care', limit: '100' }),
    );
    const refused = (body.entries as { purpose?: string; subject?: string }[]).filter(
      ({ purpose }) => purpose === 'government-order/1',
    );
    expect(refused.length).toBeGreaterThan(0);
    for (const each of refused) expect(each).not.toHaveProperty('subject');
  });

  test('when secrecy is lifted the subject finds the disclosure: to whom, when, which versions, on which ground', async () => {
    await done(http.command(OLIVIA, `/v1/orders/${registered}/lift-secrecy`, {}));
    const { body } = await done(
      http.query(`customer:${jan.login}`, `/v1/subjects/${jan.subject}/register`, {
        purpose: 'data-subject-request',
        kind: 'disclosed',
      }),
    );
    expect(body.entries).toMatchObject([
      { recipient: 'public-prosecutor', about: { ground: 'sv-46bis' }, actor: { role: 'privacy-officer' } },
    ]);
    expect((body.entries as { n?: number; actor: object }[])[0]).not.toHaveProperty('n');
    expect((body.entries as { actor: object }[])[0]!.actor).not.toHaveProperty('id');
  });

  test('secrecy with an end is over by the date, and an order that is not secret was never hidden', async () => {
    const mine = async (): Promise<number> => {
      const { body } = await done(
        http.query(`customer:${marie.login}`, `/v1/subjects/${marie.subject}/register`, {
          purpose: 'data-subject-request',
          kind: 'disclosed',
        }),
      );
      return (body.entries as object[]).length;
    };
    const carriedOut = async (about: object): Promise<void> => {
      const { body } = await done(
        http.command(OLIVIA, '/v1/orders', order({ concerns: { subjects: [marie.subject] }, ...about })),
      );
      await done(http.command(PIETER, `/v1/orders/${String(body.order)}/approve`, {}));
      await done(http.command(PIETER, `/v1/orders/${String(body.order)}/disclose`, {}));
    };
    const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    await carriedOut({ secrecy: { ground: 'art. 46bis', until } });
    expect(await mine()).toBe(0);
    on('+P7D');
    expect(await mine()).toBe(1);
    await carriedOut({ secrecy: undefined });
    expect(await mine()).toBe(2);
  });

  test('secrecy is extended with a reason, while it stands; then it is over by the new date', async () => {
    const day = (ahead: number): string =>
      new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    const { subject, login } = await customerWith(http, app, 'cccc.p16');
    const secrecy = { ground: 'art. 46bis', until: day(10) };
    const { body } = await done(
      http.command(OLIVIA, '/v1/orders', order({ concerns: { subjects: [subject] }, secrecy, text: 'Wie?' })),
    );
    const at = `/v1/orders/${String(body.order)}`;
    await done(http.command(PIETER, `${at}/approve`, {}));
    await done(http.command(PIETER, `${at}/disclose`, {}));
    const known = async (): Promise<number> =>
      (
        (
          await done(
            http.query(`customer:${login}`, `/v1/subjects/${subject}/register`, {
              purpose: 'data-subject-request',
              kind: 'disclosed',
            }),
          )
        ).body.entries as object[]
      ).length;
    const further = { until: day(20), reason: 'Het onderzoek loopt nog.' };
    await done(http.command(OLIVIA, `${at}/extend-secrecy`, further));
    expect(await code(http.command(OLIVIA, `${at}/extend-secrecy`, further))).toBe('malformed-value');
    on('+P15D');
    expect(await known()).toBe(0);
    expect((await done(http.query(OLIVIA, at))).body).toMatchObject({
      text: 'Wie?',
      secrecy: { until: further.until },
      secrecyExtensions: [further],
    });
    on('+P22D');
    expect(await known()).toBe(1);
    expect(await code(http.command(OLIVIA, `${at}/extend-secrecy`, { ...further, until: day(40) }))).toBe(
      'order-not-secret',
    );

    // The text of an order ends five years after it was carried out; that there was one, and what it covered, stays.
    on('+P5Y20D');
    const later = async (): Promise<Record<string, unknown>> => (await done(http.query(OLIVIA, at))).body;
    const left = await until(later, ({ erased }) => erased === true, 60_000);
    expect(left).toMatchObject({ status: 'disclosed', subjects: [subject], digest: 'ab'.repeat(32) });
    for (const name of ['text', 'reference']) expect(left).not.toHaveProperty(name);
    expect(left.secrecyExtensions).toEqual([{ until: further.until }]);
    expect(await known()).toBe(1);
  });

  test('the text of an order is kept while it is secret: it could not be extended otherwise', async () => {
    const { subject } = await customerWith(http, app, 'dddd.p16');
    const carriedOut = async (about: object): Promise<string> => {
      const asked = order({ concerns: { subjects: [subject] }, text: 'Wie?', ...about });
      const { body } = await done(http.command(OLIVIA, '/v1/orders', asked));
      const at = `/v1/orders/${String(body.order)}`;
      await done(http.command(PIETER, `${at}/approve`, {}));
      await done(http.command(PIETER, `${at}/disclose`, {}));
      return at;
    };
    const secret = await carriedOut({ secrecy: { ground: 'art. 46bis' } });
    on('+P5Y23D');
    const known = await carriedOut({ secrecy: undefined });
    const ends = (at: string): Promise<{ body: Record<string, unknown> }> =>
      until(
        () => done(http.query(OLIVIA, at)),
        ({ body }) => body.erased === true,
        60_000,
      );

    on('+P10Y40D');
    await ends(known);
    expect((await done(http.query(OLIVIA, secret))).body).toMatchObject({ text: 'Wie?' });
    await done(http.command(OLIVIA, `${secret}/lift-secrecy`, {}));
    on('+P10Y42D');
    await ends(secret);
  });
});
