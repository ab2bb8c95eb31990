import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as delay } from 'node:timers/promises';
import { importCustomers } from '../../bench/bulk';
import { officerToken, serviceToken } from '../../bench/service';

/** How long what follows the log may take to come to its end. */
const PATIENCE_MS = 300_000;

/** The public API as officers and services call it. */
export class ApiClient {
  private constructor(
    private readonly url: string,
    private readonly officers: readonly [string, string],
    private readonly service: string,
  ) {}

  static async of(url: string, issuer: string): Promise<ApiClient> {
    const officers = await Promise.all([officerToken(issuer), officerToken(issuer, 'pieter.officer')]);
    return new ApiClient(url, officers, await serviceToken(issuer));
  }

  import(customers: number): Promise<void> {
    return importCustomers(this.url, this.service, customers);
  }

  /** A secret disclosure of somebody (P16), so that there is something that they may not know yet. */
  async secretDisclosure(): Promise<void> {
    const registered = await this.command('/v1/subjects', this.service, {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [{ purpose: 'contract', values: PERSON }],
    });
    const order = await this.command('/v1/orders', this.officers[0], {
      ...ORDER,
      concerns: { subjects: [registered['subject']] },
    });
    for (const step of ['approve', 'disclose'])
      await this.command(`/v1/orders/${String(order['order'])}/${step}`, this.officers[1], {});
  }

  /** Number of entries, with all that the log holds. */
  async size(): Promise<number> {
    const { body } = await this.ask('/v1/register/tree');
    return Number(body['size']);
  }

  /** A checkpoint of now, or the code of why none is signed. */
  async sign(): Promise<{ readonly note: string; readonly size: string } | { readonly refused: string }> {
    const { ok, body } = await this.ask('/v1/checkpoints', 'POST');
    return ok
      ? { note: String(body['note']), size: String(body['size']) }
      : { refused: String(body['code']) };
  }

  /** What a path answers, as text. */
  async text(path: string): Promise<string> {
    return (await this.ready(path, 'GET')).text();
  }

  /** The whole register into a file. What breaks off in between leaves a file that ends there. */
  async export(file: string): Promise<void> {
    const response = await this.ready('/v1/register/export?format=jsonl', 'GET');
    const body = Readable.fromWeb(response.body as ReadableStream);
    await pipeline(body, createWriteStream(file)).catch(() => undefined);
  }

  private async ask(
    path: string,
    method = 'GET',
  ): Promise<{ readonly ok: boolean; readonly body: Record<string, unknown> }> {
    const response = await this.ready(path, method);
    return { ok: response.ok, body: (await response.json()) as Record<string, unknown> };
  }

  /** As an officer, once the register has come to the end of the log. */
  private async ready(path: string, method: string): Promise<Response> {
    for (const end = Date.now() + PATIENCE_MS; ; await delay(100)) {
      const headers = { authorization: `Bearer ${this.officers[0]}` };
      const response = await fetch(`${this.url}${path}`, { method, headers });
      if (response.status !== 503 || Date.now() > end) return response;
      await response.body?.cancel();
    }
  }

  private async command(path: string, token: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  }
}

const PERSON = {
  familyName: 'Peeters',
  givenName: 'Jan',
  email: 'jan@example.be',
  address: { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' },
};
const ORDER = {
  body: 'public-prosecutor',
  ground: 'sv-46bis',
  legitimacy: 'judicial',
  reference: 'GE.20.99.1234/2026',
  digest: 'ab'.repeat(32),
  issuedOn: '2026-03-02',
  fields: ['familyName'],
  secrecy: { ground: 'art. 46bis' },
};
