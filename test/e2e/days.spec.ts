import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { startApp, type App } from '../setup/app';
import {
  asksPurpose,
  described,
  resolved,
  type Described,
  type Operation,
  type Schema,
} from '../setup/described';
import { customerWith, done, Http, type Answered } from '../scenarios/http';
import { PROSECUTORS_ORDER } from '../setup/orders';

/** A day or a time that an operation takes. */
interface Moment {
  readonly method: string;
  readonly path: string;
  readonly role: string;
  /** Whether it is asked why the caller looks. */
  readonly looks: boolean;
  /** Parameters without which nothing is looked at. */
  readonly needed: Readonly<Record<string, string>>;
  /** Names of members from the body down, or the one name of a query parameter. */
  readonly at: readonly string[];
  readonly in: 'query' | 'body';
  readonly format: string;
}

/** No calendar has them, or they are outside of the years 1900 to 2999. */
const IMPOSSIBLE = ['2026-02-31', '2025-02-29', '2026-04-31', '0000-01-01', '0001-01-01', '1899-12-31'];
const BEYOND = ['3000-01-01', '9999-12-31'];

let app: App;
let http: Http;
let document: Described;
let moments: Moment[];

beforeAll(async () => {
  app = await startApp({ postgres: 'shared' });
  http = new Http(app);
  document = await described(app);
  moments = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      momentsOf(method.toUpperCase(), path, operation),
    ),
  );
});
afterAll(() => app.dispose());

function momentsOf(method: string, path: string, operation: Operation): Moment[] {
  const role = operation['x-roles']?.find(each => each !== 'customer');
  if (role === undefined) return [];
  const looks = asksPurpose(operation);
  const asked = operation.parameters.filter(parameter => parameter.in === 'query');
  const needed = Object.fromEntries(
    asked
      .filter(({ required, schema }) => required && schema?.pattern !== undefined)
      .map(({ name, schema }) => [name!, fc.sample(fc.stringMatching(new RegExp(schema!.pattern!)), 1)[0]!]),
  );
  const body = operation.requestBody?.content['application/json']?.schema;
  return [
    ...asked.flatMap(({ name, schema }) =>
      inside(schema!, [name!]).map(found => ({ ...found, in: 'query' as const })),
    ),
    ...(body ? inside(body, []) : []).map(found => ({ ...found, in: 'body' as const })),
  ].map(found => ({ method, path, role, looks, needed, ...found }));
}

function inside(given: Schema, at: readonly string[]): { at: readonly string[]; format: string }[] {
  const schema = resolved(document, given);
  if (schema.format === 'date' || schema.format === 'date-time') return [{ at, format: schema.format }];
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, member]) => inside(member, [...at, name])),
    ...(schema.items ? inside(schema.items, [...at, '0']) : []),
    ...(schema.anyOf ?? []).flatMap(variant => inside(variant, at)),
  ];
}

function answerTo(
  { method, path, role, looks, needed, ...moment }: Moment,
  values: Record<string, string>,
): Promise<Answered> {
  const address = path.replace(/\{\w+\}/g, () => randomUUID());
  if (moment.in === 'query')
    return http.query(role, address, { ...needed, ...values, ...(looks && { purpose: 'customer-care' }) });
  const body: unknown = moment.at.reduceRight<unknown>(
    (inner, name) => (name === '0' ? [inner] : { [name]: inner }),
    Object.values(values)[0],
  );
  expect(method).toBe('POST');
  return http.command(role, address, body, undefined, { 'if-match': '"1"' });
}

/** Where a refusal says that the fault is. */
function named({ status, body }: Answered): { status: number; places: string[] } {
  const errors = (body.errors ?? []) as { pointer?: string; parameter?: string }[];
  return { status, places: errors.map(({ pointer, parameter }) => pointer ?? parameter!) };
}

test('a day that no calendar has, or of no year from 1900 to 2999, is refused wherever the description takes one', async () => {
  expect(moments.filter(each => each.in === 'query').length).toBeGreaterThanOrEqual(7);
  expect(moments.filter(each => each.in === 'body').length).toBeGreaterThanOrEqual(15);
  const passed: string[] = [];
  for (const moment of moments) {
    const place = moment.in === 'query' ? moment.at[0]! : `/${moment.at.join('/')}`;
    for (const day of [...IMPOSSIBLE, ...BEYOND]) {
      const text = moment.format === 'date' ? day : `${day}T00:00:00Z`;
      const { status, places } = named(await answerTo(moment, { [moment.at[0]!]: text }));
      if (status !== 422 || !places.includes(place))
        passed.push(`${moment.method} ${moment.path} ${place} ${text}: ${status} ${places.join(' ')}`);
    }
  }
  expect(passed).toEqual([]);
}, 180_000);

test('a period that ends before it begins is refused wherever a query takes one', async () => {
  const froms = moments.filter(({ at, in: where }) => where === 'query' && at[0] === 'from');
  expect(froms.length).toBeGreaterThanOrEqual(5);
  for (const moment of froms) {
    const time = (day: string): string => (moment.format === 'date' ? day : `${day}T00:00:00Z`);
    const answer = await answerTo(moment, { from: time('2026-03-02'), to: time('2026-03-01') });
    expect({ path: moment.path, ...named(answer) }).toEqual({
      path: moment.path,
      status: 422,
      places: ['to'],
    });
  }
});

test('P16: what was accepted of an order and of a request leaves register and requests running', async () => {
  const { subject } = await customerWith(http, app, 'days', 'days-p16.be');
  const [olivia, pieter] = ['privacy-officer:olivia', 'privacy-officer:pieter'];
  const order = {
    ...PROSECUTORS_ORDER,
    issuedOn: '2026-03-02',
    concerns: { subjects: [subject] },
    fields: ['familyName'],
  };
  const secrecy = (until: string): object => ({ secrecy: { ground: 'art. 46bis', until } });
  const refused = await http.command(olivia, '/v1/orders', { ...order, ...secrecy('9999-12-31') });
  expect(named(refused)).toEqual({ status: 422, places: ['/secrecy/until'] });
  const request = { kind: 'access', channel: 'letter', subject, receivedAt: '0000-01-01T00:00:00Z' };
  expect(named(await http.command(olivia, '/v1/requests', request))).toEqual({
    status: 422,
    places: ['/receivedAt'],
  });

  const { body } = await done(http.command(olivia, '/v1/orders', { ...order, ...secrecy('2999-12-31') }));
  await done(http.command(pieter, `/v1/orders/${String(body.order)}/approve`, {}));
  const disclosed = await done(http.command(olivia, `/v1/orders/${String(body.order)}/disclose`, {}));
  const purpose = 'customer-care';
  await done(http.query(olivia, '/v1/register', { purpose, position: String(disclosed.body.position) }));
  const oldest = { ...request, receivedAt: '1900-01-01T00:00:00Z' };
  const { body: registered } = await done(http.command(olivia, '/v1/requests', oldest));
  expect(registered.due).toBe('1900-02-01');
  await done(http.query(olivia, '/v1/requests', { position: String(registered.position) }));
});

test('Art. 17: a month that no year has is no period to erase', async () => {
  const { subject } = await customerWith(http, app, 'months');
  for (const period of ['2026-13', '2026-00', '1899-12', '3000-01', 'fy-1899', 'fy-3000']) {
    const scope = { of: 'period', purpose: 'fraud-prevention', period };
    const answer = await http.command('privacy-officer', `/v1/subjects/${subject}/erase`, {
      scope,
      reason: 'no-longer-needed',
    });
    expect({ period, ...named(answer) }).toEqual({ period, status: 422, places: ['/scope/period'] });
  }
});
