import { randomUUID } from 'node:crypto';
import type { RequestContent } from '#libs/commands';
import { Correct, Register, subjectStreamOf } from '#libs/features/subjects';
import type { Json } from '#libs/kernel';
import { onKeyring as rowsOf } from '../../libs/vault/testing';
import { TestCore } from '../setup/core';

/** A fingerprint costs no durable write (ADR 0021): nothing is written for it that would not be written without. */

const COMMANDS = 20;
const ADDRESS = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };

let own: TestCore;
beforeAll(async () => {
  own = await TestCore.open();
});
afterAll(() => own.close());

interface Writes {
  /** Rows that were written, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Transactions that wrote them. */
  readonly commits: number;
}

/** Number of the transaction that asks. */
async function now(): Promise<string> {
  const [row] = await rowsOf<{ xid: string }>(
    own.database.superUrl,
    'select pg_current_xact_id()::text as xid',
  );
  return row!.xid;
}

/** What was written of a database since a transaction, as its rows tell; but for what processes say every few seconds. */
async function writesOf(url: string, since: string): Promise<Writes> {
  const tables = await rowsOf<{ name: string }>(
    url,
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'processes' order by 1`,
  );
  const rows: Record<string, number> = {};
  const commits = new Set<string>();
  for (const { name } of tables) {
    const written = await rowsOf<{ xmin: string }>(
      url,
      `select xmin::text from ${name} where xmin::text::bigint > $1`,
      [since],
    );
    if (written.length > 0) rows[name] = written.length;
    for (const { xmin } of written) commits.add(xmin);
  }
  return { rows, commits: commits.size };
}

function asked(body: Json): RequestContent {
  const whole = { body, ifMatch: null, route: 'POST /v1/subjects/:subject/correct', params: {} };
  return { whole, before: whole, clear: { ...whole, body: {} } };
}

/** Corrections of one subject whose key is known already. */
async function corrections(
  keepFingerprint: boolean,
): Promise<{ log: Writes; keyring: Writes; kept: boolean }> {
  const subject = randomUUID();
  const email = (n: number): string => `an${n}@example.be`;
  const values = { familyName: 'Peeters', givenName: 'An', address: ADDRESS, email: email(0) };
  const collect = [{ purpose: 'contract', values }];
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect } as never);
  const since = await now();
  let kept = true;
  for (let n = 1; n <= COMMANDS; n++) {
    const body = { values: { email: email(n) }, channel: 'application' } as const;
    const { version } = (await own.core.runner.load(subjectStreamOf(subject))).state;
    const request = keepFingerprint ? { request: asked(body) } : {};
    const { events } = await own.carryOut(Correct, subject, body, { version, ...request });
    kept &&= events.every(({ fingerprint }) => fingerprint?.startsWith('k-') === true);
  }
  return {
    log: await writesOf(own.database.superUrl, since),
    keyring: await writesOf(own.database.keyringUrl, since),
    kept,
  };
}

test('a command that keeps one writes what it writes without: its event, once, and nothing to the keyring', async () => {
  const without = await corrections(false);
  const kept = await corrections(true);
  expect([without.kept, kept.kept]).toEqual([false, true]);
  expect(kept.keyring).toEqual({ rows: {}, commits: 0 });
  expect({ ...kept, kept: false }).toEqual(without);
  // In PostgreSQL the log tells it too: a row and a transaction for each command.
  const inPostgres = process.env.EVENTSTORE_URL === undefined;
  expect(kept.log).toEqual(
    inPostgres ? { rows: { events: COMMANDS }, commits: COMMANDS } : { rows: {}, commits: 0 },
  );
});
