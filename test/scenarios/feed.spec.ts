import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { customer, erase, look, type Customer } from '../faults/erasing';
import { until } from '../setup/until';
import { done, type Answered } from './http';
import { scenario } from './scenario';

jest.setTimeout(180_000);

interface Message {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: { readonly subject?: string; readonly purposes?: readonly { readonly purpose: string }[] };
}
interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A receiver: what it got, and what it answers. */
class Receiver {
  readonly received: Received[] = [];
  answers: number | 'nothing' = 204;
  private readonly server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      this.received.push({ headers: request.headers, text: Buffer.concat(parts).toString() });
      if (this.answers !== 'nothing') response.writeHead(this.answers).end();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/in`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  messages(): Message[] {
    return this.received.map(({ text }) => JSON.parse(text) as Message);
  }
}

/** As a receiver does by the specification of Standard Webhooks, with nothing of the service. */
function isSigned(secret: string, { headers, text }: Received): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`;
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(expected);
}

/** Services hear of it (Art. 19, P04): a feed, and webhooks; ids and names of the catalogue only. */
describe('services hear of what changes', () => {
  const receivers = [new Receiver(), new Receiver()] as const;
  let urls: string[];
  const { app, http } = scenario({ env: () => ({ INZAGE_WEBHOOK_NETWORKS: '127.0.0.0/8' }) });
  // After the service, which sends to them until it ends.
  afterAll(() => Promise.all(receivers.map(each => each.stop())));
  beforeAll(async () => {
    urls = await Promise.all(receivers.map(each => each.start()));
  });

  const correct = async ({ subject }: Customer, values: object): Promise<Answered> => {
    const { headers } = await http.query('service', `/v1/subjects/${subject}/record`, look);
    const ifMatch = { 'if-match': headers.get('etag')! };
    const body = { values, channel: 'application' };
    return done(http.command('service', `/v1/subjects/${subject}/correct`, body, randomUUID(), ifMatch));
  };
  const read = async (by: Record<string, string> = {}): Promise<{ messages: Message[]; position: string }> =>
    (await done(http.query('service', '/v1/feed', by))).body as never;
  const register = async (client: string, url: string): Promise<{ webhook: string; secret: string }> =>
    (await done(http.command('privacy-officer', '/v1/webhooks', { client, url }))).body as never;

  test('a feed from a position on: a correction, the duty that it opens, an erasure, a request; and no value', async () => {
    const jan = await customer(app, 'hoort-ervan');
    const { position: before } = await read();
    const waiting = read({ position: before, wait: '15' });
    await correct(jan, { telephone: '+3292250000', familyName: 'Janssens' });
    const first = await waiting;
    expect(first.messages.map(({ type }) => type)).toContain('subject.corrected');

    const { body } = await done(
      http.command('staff', '/v1/requests', {
        kind: 'access',
        channel: 'email',
        subject: jan.subject,
        receivedAt: new Date().toISOString(),
      }),
    );
    await erase(app, jan.subject);
    const all = await until(
      async () => (await read({ position: before })).messages,
      messages => messages.some(({ type }) => type === 'subject.erased'),
    );
    const ofDuties = all.filter(({ type }) => type === 'duty.opened');
    expect(ofDuties).toMatchObject([
      { data: { subject: jan.subject, kind: 'correction', recipient: 'dns-belgium' } },
      { data: { subject: jan.subject, kind: 'erasure', recipient: 'dns-belgium' } },
    ]);
    expect(all.find(({ type }) => type === 'request.changed')).toMatchObject({
      data: { request: body.request, subject: jan.subject, change: 'registered' },
    });
    expect(all.find(({ type }) => type === 'subject.erased')).toMatchObject({ data: { scope: 'subject' } });
    const text = JSON.stringify(all);
    for (const value of ['+3292250000', 'Janssens', jan.email, jan.domain, jan.login])
      expect(text).not.toContain(value);
    // From where it ended nothing is told again.
    const end = await read({ position: before });
    expect((await read({ position: end.position })).messages).toEqual([]);
  });

  test('P04 a client is told what its purposes let it know; people are not let in', async () => {
    const books = (await http.query('service:bookkeeping', '/v1/feed', { limit: '500' })).body as {
      messages?: Message[];
    };
    const corrected = books.messages!.filter(({ type }) => type === 'subject.corrected');
    expect(corrected.length).toBeGreaterThan(0);
    for (const { data } of corrected) expect(data.purposes).toMatchObject([{ purpose: 'bookkeeping' }]);
    expect(books.messages!.map(({ type }) => type)).not.toContain('request.changed');
    expect((await http.query('privacy-officer', '/v1/feed')).body.code).toBe('forbidden-role');
    expect((await http.query('service', '/v1/feed', { position: 'x' })).body.code).toBe('invalid-request');
  });

  test('Standard Webhooks: signed, once each, in order; what did not arrive is listed and sent again; one that is gone is left', async () => {
    const [good, bad] = receivers;
    bad.answers = 500;
    const ours = await register('service', urls[0]!);
    const theirs = await register('bookkeeping', urls[1]!);
    const piet = await customer(app, 'wordt-verteld');
    await correct(piet, { familyName: 'Eerst' });
    for (const familyName of ['Dan', 'Toen']) await correct(piet, { familyName });
    const types = (): string[] => good.messages().map(({ type }) => type);
    await until(
      async () => types(),
      all => all.filter(type => type === 'subject.corrected').length === 3,
    );
    expect(good.received.every(each => isSigned(ours.secret, each))).toBe(true);
    expect(good.received.some(each => isSigned(theirs.secret, each))).toBe(false);
    const ids = good.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(ids.length);
    const fed = (await read({ limit: '500' })).messages.map(({ id }) => id).filter(id => ids.includes(id));
    expect(ids).toEqual(fed);

    const failures = async (): Promise<Record<string, unknown>[]> =>
      (await done(http.query('privacy-officer', `/v1/webhooks/${theirs.webhook}/failures`))).body
        .failures as Record<string, unknown>[];
    const unknown = `/v1/webhooks/${randomUUID()}/failures`;
    expect((await http.query('privacy-officer', unknown)).body.code).toBe('not-found');
    const failed = await until(failures, all => all.length >= 3);
    expect(failed[0]).toMatchObject({ answer: '500', type: 'subject.corrected' });
    // After the second try the next is a minute off, and after three messages in a row the receiver is left alone.
    const tried = await until(failures, all => all.every(({ tries }) => tries === 2));
    await correct(piet, { familyName: 'Nog' });
    await until(
      async () => types(),
      all => all.filter(type => type === 'subject.corrected').length === 4,
    );
    // A try that an officer asks for too early is none of those after which a message is given up.
    bad.answers = 503;
    const retry = () => done(http.command('privacy-officer', `/v1/webhooks/${theirs.webhook}/retry`, {}));
    await retry();
    const asked = await until(failures, all => all.every(({ answer }) => answer === '503'));
    const plans = (all: object[]): Set<string> =>
      new Set(all.map(each => JSON.stringify({ ...each, answer: 0, tried: 0 })));
    expect(plans(asked)).toEqual(plans(tried));
    // An officer who knows that the receiver is well does not wait: nor does what is new.
    const before = bad.received.length;
    bad.answers = 204;
    await retry();
    const arrived = await until(
      async () => bad.messages().slice(before),
      all => all.filter(({ type }) => type === 'subject.corrected').length === 4,
      20_000,
    );
    expect(await failures()).toEqual([]);
    expect(arrived.at(-1)!.data.purposes).toMatchObject([{ purpose: 'bookkeeping' }]);

    bad.answers = 410;
    await correct(piet, { familyName: 'Daarna' });
    const listed = async (): Promise<Record<string, unknown>[]> =>
      (await done(http.query('privacy-officer', '/v1/webhooks'))).body.webhooks as Record<string, unknown>[];
    const state = (all: Record<string, unknown>[], of: string) =>
      all.find(({ webhook }) => webhook === of)?.state;
    await until(listed, all => state(all, theirs.webhook) === 'gone', 60_000);
    expect(JSON.stringify(await listed())).not.toContain(ours.secret);

    await done(http.command('privacy-officer', `/v1/webhooks/${ours.webhook}/remove`, {}));
    await until(listed, all => state(all, ours.webhook) === 'removed');
    const sent = good.received.length;
    await correct(piet, { familyName: 'Ten slotte' });
    await until(
      async () => (await read({ limit: '500' })).messages.filter(({ data }) => data.subject === piet.subject),
      all => all.filter(({ type }) => type === 'subject.corrected').length === 6,
    );
    expect(good.received.length).toBe(sent);
  });

  test('SSRF: nothing is registered that is not public or named; a repeated command answers the same secret', async () => {
    const refused = async (url: string) =>
      (await http.command('privacy-officer', '/v1/webhooks', { client: 'service', url })).body;
    expect(await refused('https://169.254.169.254/latest')).toMatchObject({
      code: 'malformed-value',
      errors: [{ pointer: '/url', rule: 'receiver-public' }],
    });
    expect((await refused('https://user:pass@example.org/')).code).toBe('malformed-value');
    expect(
      (await http.command('service', '/v1/webhooks', { client: 'service', url: urls[0] })).body.code,
    ).toBe('forbidden-role');
    const key = randomUUID();
    const body = { client: 'service', url: urls[0]! };
    const one = await done(http.command('privacy-officer', '/v1/webhooks', body, key));
    const again = await done(http.command('privacy-officer', '/v1/webhooks', body, key));
    expect(again.body).toMatchObject({ repeated: true, secret: one.body.secret });
  });
});
