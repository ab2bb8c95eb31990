import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomId } from '#libs/kernel';
import { Child } from '../../test/setup/child';
import { migratedDatabase, type TestDatabase } from '../../test/setup/database';
import { PostgresVault, type VaultOptions } from './postgres-vault';
import type { Ask } from './testing/process';

let database: TestDatabase;
let folder: string;
let options: VaultOptions;
let children: Child[];

beforeAll(async () => {
  database = await migratedDatabase();
  folder = mkdtempSync(join(tmpdir(), 'inzage-secrets-'));
  options = {
    keyringUrl: database.keyringUrl,
    secretsFile: join(folder, 'secrets.json'),
    logId: randomId(),
    logIsEmpty: true,
    cacheMs: 1_000,
  };
  children = [1, 2].map(() => Child.start(join(__dirname, 'testing/process.ts')));
});

afterAll(async () => {
  await Promise.all(children.map(child => child.stop()));
  rmSync(folder, { recursive: true });
  await database.drop();
});

const both = <A>(ask: Ask): Promise<A[]> => Promise.all(children.map(child => child.ask<A>(ask)));

test('processes that start, make keys, see persons and claim logins at once agree', async () => {
  expect((await both<boolean>({ do: 'open', options })).sort()).toEqual([false, true]);

  const scopes = Array.from({ length: 100 }, () => ({
    owner: `subject:${randomId()}`,
    purpose: 'contract',
    period: 'contract',
  }));
  const [mine, theirs] = await both<string[]>({ do: 'seal', scopes });
  expect(new Set(mine).size).toBe(scopes.length);
  expect(theirs).toEqual(mine);

  const subjects = Array.from({ length: 50 }, (_, n) => `person${n}`);
  const [a, b] = await both<string[]>({ do: 'pseudonyms', subjects });
  expect(new Set(a).size).toBe(subjects.length);
  expect(b).toEqual(a);

  const logins = Array.from({ length: 100 }, (_, n) => `login${n}`);
  const claims = await Promise.all(
    children.map((child, n) =>
      child.ask<string[]>({
        do: 'claim',
        logins,
        owner: scopes[n]!.owner,
        key: mine![n]!,
        command: randomId(),
      } satisfies Ask),
    ),
  );
  logins.forEach((_, n) => expect(claims.map(states => states[n]).sort()).toEqual(['claimed', 'taken']));
});

test('a fence that one process sets holds in another with a warm cache when a key’s life is over', async () => {
  const here = await PostgresVault.open({ ...options, logIsEmpty: false });
  const owner = `subject:${randomId()}`;
  const eventId = randomId();
  const [envelope] = await here.seal(eventId, [
    { owner, purpose: 'contract', period: 'contract', values: { email: 'a@example.be' } },
  ]);
  const item = { eventId, envelope: envelope! };
  expect(await both<string>({ do: 'state', ...item })).toEqual(['open', 'open']);
  const lastOpened = both<number>({ do: 'open-until-erased', ...item });
  await here.fence([envelope!.key], { owner });
  const fencedAt = Date.now();
  for (const time of await lastOpened) expect(time - fencedAt).toBeLessThan(1_000);
  await here.close();
});
