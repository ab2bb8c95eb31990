import fc from 'fast-check';
import { Client } from 'pg';
import { randomId, type Json } from '#libs/kernel';
import { migratedDatabase, type TestDatabase } from '../../test/setup/database';
import type { PostgresVault } from './postgres-vault';
import { lastTime, onKeyring, testVault } from './testing';
import { EnvelopeBroken, KeyFenced, KeyUnavailable, type KeyScope, type Sealed } from './types';

let database: TestDatabase;
/** Two processes on one keyring: each has its own connections and its own cache. */
let vault: PostgresVault;
let other: PostgresVault;
/** One more, that asks the keyring each time. */
let uncached: PostgresVault;

beforeAll(async () => {
  database = await migratedDatabase();
  vault = await testVault(database.keyringUrl);
  other = await testVault(database.keyringUrl);
  uncached = await testVault(database.keyringUrl, { cacheMs: 0 });
});

afterAll(async () => {
  await Promise.all([vault, other, uncached].map(each => each.close()));
  await database.drop();
});

const newOwner = (): string => `subject:${randomId()}`;
const scopeOf = (owner: string, purpose = 'contract', period = 'contract'): KeyScope => ({
  owner,
  purpose,
  period,
});

async function sealOne(scope: KeyScope, values: Record<string, Json>, by = vault): Promise<Item> {
  const eventId = randomId();
  const [envelope] = await by.seal(eventId, [{ ...scope, values }]);
  return { eventId, envelope: envelope! };
}

interface Item {
  eventId: string;
  envelope: Sealed;
}

const open = (by: PostgresVault, { eventId, envelope }: Item) => by.open(eventId, envelope);

describe('sealing and opening', () => {
  test('what one process seals, another opens; by key, box and event id alone', async () => {
    const item = await sealOne(scopeOf(newOwner()), { familyName: 'Peeters', address: { city: 'Brugge' } });
    expect(await open(other, item)).toEqual({
      state: 'open',
      values: { familyName: 'Peeters', address: { city: 'Brugge' } },
    });
    expect(item.envelope).toEqual({
      key: expect.any(String) as string,
      box: expect.any(String) as string,
      purpose: 'contract',
      period: 'contract',
      commitments: {
        address: expect.stringMatching(/^[\w-]{43}$/) as string,
        familyName: expect.stringMatching(/^[\w-]{43}$/) as string,
      },
    });
  });

  test('each owner, purpose and period has a key of its own, and keeps it', async () => {
    const owner = newOwner();
    const scopes = [
      scopeOf(owner),
      scopeOf(newOwner()),
      scopeOf(owner, 'hosting'),
      scopeOf(owner, 'contract', '2026-11'),
      scopeOf(owner, 'contract', '2026-12'),
    ];
    const requests = scopes.map(scope => ({ ...scope, values: { language: 'nl' } }));
    const first = await vault.seal(randomId(), requests);
    const again = await other.seal(randomId(), [...requests].reverse());
    const keys = first.map(({ key }) => key);
    expect(new Set(keys).size).toBe(scopes.length);
    expect(again.map(({ key }) => key).reverse()).toEqual(keys);
  });

  test('two processes that make the same key at once have one key', async () => {
    const scopes = Array.from({ length: 60 }, () => scopeOf(newOwner()));
    const seal = (by: PostgresVault, order: KeyScope[]): Promise<Sealed[][]> =>
      Promise.all(order.map(scope => by.seal(randomId(), [{ ...scope, values: {} }])));
    const [mine, theirs] = await Promise.all([seal(vault, scopes), seal(other, [...scopes].reverse())]);
    expect(mine.map(([sealed]) => sealed!.key)).toEqual(theirs.reverse().map(([sealed]) => sealed!.key));
  });

  test('an envelope opens for its own event and key only', async () => {
    const item = await sealOne(scopeOf(newOwner()), { language: 'nl' });
    const another = await sealOne(scopeOf(newOwner()), { language: 'fr' });
    const wrong = [
      vault.open(another.eventId, item.envelope),
      vault.open(item.eventId, { ...item.envelope, key: another.envelope.key }),
      vault.open(item.eventId, { ...item.envelope, box: another.envelope.box }),
      vault.open(item.eventId, { ...item.envelope, key: "'; drop table keys --" }),
    ];
    for (const attempt of wrong) await expect(attempt).rejects.toThrow(EnvelopeBroken);
  });

  test('values that have no canonical form are refused before a key is made for them', async () => {
    const owner = newOwner();
    await expect(sealOne(scopeOf(owner), { familyName: '\ud800' })).rejects.toThrow(TypeError);
    expect(await vault.keysOf(owner)).toEqual([]);
  });

  test.each(['', 'subject:1|contract', 'subject:\0', 'subject:é', 'x'.repeat(201)])(
    'a scope that could be read as another is refused, and spoils no other call: %j',
    async owner => {
      const good = sealOne(scopeOf(newOwner()), { language: 'nl' });
      await expect(sealOne(scopeOf(owner), { language: 'nl' })).rejects.toThrow(TypeError);
      expect(await open(vault, await good)).toMatchObject({ state: 'open' });
    },
  );

  test('many open in the order in which they were asked', async () => {
    const items = await Promise.all(
      Array.from({ length: 50 }, (_, n) => sealOne(scopeOf(newOwner()), { familyName: `n${n}` })),
    );
    const opened = await uncached.openAll(items);
    expect(opened).toEqual(items.map((_, n) => ({ state: 'open', values: { familyName: `n${n}` } })));
  });
});

describe('fences (Art. 17)', () => {
  test('a fenced key opens nothing, seals nothing and finds nobody; other keys stay', async () => {
    const owner = newOwner();
    const gone = await sealOne(scopeOf(owner), { email: 'a@example.be' });
    const kept = await sealOne(scopeOf(owner, 'bookkeeping', 'fy-2026'), { familyName: 'Peeters' });
    await vault.addLookups([{ kind: 'email', value: owner, owner, key: gone.envelope.key }]);
    expect(await vault.find('email', owner)).toEqual([{ owner }]);

    await vault.fence([gone.envelope.key], { owner });

    for (const by of [vault, uncached]) {
      expect(await open(by, gone)).toEqual({ state: 'erased' });
      expect(await open(by, kept)).toMatchObject({ state: 'open' });
      await expect(sealOne(scopeOf(owner), { email: 'b@example.be' }, by)).rejects.toThrow(KeyFenced);
      expect(await by.find('email', owner)).toEqual([]);
    }
    expect((await sealOne(scopeOf(owner, 'bookkeeping', 'fy-2026'), {})).envelope.key).toBe(
      kept.envelope.key,
    );
    await sealOne(scopeOf(owner, 'hosting'), {});
    expect(await vault.openAll([gone, kept, gone])).toMatchObject([
      { state: 'erased' },
      { state: 'open' },
      { state: 'erased' },
    ]);
    expect(
      await onKeyring(database.keyringUrl, 'select 1 from keys where key_id = $1', [gone.envelope.key]),
    ).toEqual([]);
  });

  test('a whole erasure bars new keys in every purpose and period, and new look-ups', async () => {
    const owner = newOwner();
    const gone = await sealOne(scopeOf(owner), { email: 'a@example.be' });
    const kept = await sealOne(scopeOf(owner, 'bookkeeping', 'fy-2026'), { familyName: 'Peeters' });
    await vault.addLookups([{ kind: 'name-postcode', value: owner, owner, key: kept.envelope.key }]);
    await vault.fence([gone.envelope.key], { owner, whole: true });
    for (const scope of [scopeOf(owner, 'hosting'), scopeOf(owner, 'fraud', '2026-12')])
      for (const by of [vault, other]) await expect(sealOne(scope, {}, by)).rejects.toThrow(KeyFenced);
    // Bookkeeping stays readable, but finds nobody, and no rebuild brings the look-up back.
    expect(await open(uncached, kept)).toMatchObject({ state: 'open' });
    await vault.addLookups([{ kind: 'name-postcode', value: owner, owner, key: kept.envelope.key }]);
    expect(await vault.find('name-postcode', owner)).toEqual([]);
    await expect(vault.claim('login', owner, owner, randomId(), kept.envelope.key)).rejects.toThrow(
      KeyFenced,
    );
  });

  test('a process with a warm cache stops within the life of a cached key', async () => {
    const life = 800;
    const brief = await testVault(database.keyringUrl, { cacheMs: life });
    const owner = newOwner();
    const item = await sealOne(scopeOf(owner), { email: 'a@example.be' });
    expect(await open(brief, item)).toMatchObject({ state: 'open' });
    await sealOne(scopeOf(owner), {}, brief);
    await vault.fence([item.envelope.key], { owner });
    const fencedAt = performance.now();
    const lastOpened = await lastTime(async () => (await open(brief, item)).state === 'open');
    expect(lastOpened).toBeGreaterThan(0); // the cache was warm indeed
    expect(lastOpened - fencedAt).toBeLessThan(life);
    await expect(sealOne(scopeOf(owner), {}, brief)).rejects.toThrow(KeyFenced);
    await brief.close();
  });

  test('setting a fence again changes nothing; one for a key of somebody else is refused', async () => {
    const [owner, somebody] = [newOwner(), newOwner()];
    const item = await sealOne(scopeOf(owner), { language: 'nl' });
    const theirs = await sealOne(scopeOf(somebody), { language: 'nl' });
    const list = await vault.fence([item.envelope.key], { owner });
    expect(list).toEqual({
      keys: [{ key: item.envelope.key, ...scopeOf(owner), generation: 1 }],
      barred: [],
    });
    const changes = (): Promise<unknown[]> =>
      onKeyring(database.keyringUrl, 'select count(*) from key_changes');
    const before = await changes();
    expect(await vault.fence([item.envelope.key], { owner })).toEqual(list);
    await vault.applyFences(list);
    expect(await changes()).toEqual(before);
    await expect(vault.fence([theirs.envelope.key], { owner })).rejects.toThrow(KeyUnavailable);
    expect(await open(uncached, theirs)).toMatchObject({ state: 'open' });
  });

  test('the keys of an owner are told, living and fenced', async () => {
    const owner = newOwner();
    const a = await sealOne(scopeOf(owner, 'contract'), {});
    const b = await sealOne(scopeOf(owner, 'hosting'), {});
    await vault.fence([a.envelope.key], { owner });
    expect(await vault.keysOf(owner)).toEqual([
      { key: a.envelope.key, ...scopeOf(owner, 'contract'), generation: 1, fenced: true },
      { key: b.envelope.key, ...scopeOf(owner, 'hosting'), generation: 1, fenced: false },
    ]);
  });

  test('what is to stay is sealed anew under a following key; then the old one is fenced', async () => {
    const owner = newOwner();
    const old = await sealOne(scopeOf(owner), { telephone: '+3250123456', language: 'nl' });
    const [renewed, again] = [
      await vault.renewKey(scopeOf(owner), 1),
      await vault.renewKey(scopeOf(owner), 1),
    ];
    expect(renewed).toEqual({ ...again, generation: 2 });
    const anew = await sealOne(scopeOf(owner), { language: 'nl' });
    expect(anew.envelope.key).toBe(renewed.key);
    expect((await sealOne(scopeOf(owner), {}, uncached)).envelope.key).toBe(renewed.key);
    await vault.fence([old.envelope.key], { owner });
    expect(await vault.openAll([old, anew])).toMatchObject([{ state: 'erased' }, { state: 'open' }]);
    expect((await sealOne(scopeOf(owner), {}, uncached)).envelope.key).toBe(renewed.key);

    await vault.fence([renewed.key], { owner });
    await expect(vault.renewKey(scopeOf(owner), 1)).rejects.toThrow(KeyFenced);
    expect((await vault.renewKey(scopeOf(owner), 2)).generation).toBe(3);
    await vault.fence([], { owner, whole: true });
    await expect(vault.renewKey(scopeOf(owner), 3)).rejects.toThrow(KeyFenced);
  });

  test('whoever makes a key, claims a value or adds a look-up while a fence is being set waits for it', async () => {
    const owner = newOwner();
    const item = await sealOne(scopeOf(owner), {});
    const kept = await sealOne(scopeOf(owner, 'bookkeeping'), {});
    const setter = new Client({ connectionString: database.keyringUrl });
    await setter.connect();
    await setter.query('begin');
    const scope = scopeOf(owner);
    await setter.query('select set_fences($1, $2, $3, $4, $5, $6, now())', [
      [item.envelope.key],
      [owner],
      [scope.purpose],
      [scope.period],
      [1],
      [owner],
    ]);
    const racing = Promise.allSettled([
      sealOne(scopeOf(owner, 'hosting'), {}, other),
      sealOne(scopeOf(owner), {}, uncached),
      vault.claim('login', owner, owner, randomId(), item.envelope.key),
      other.claim('domain-holder', owner, owner, randomId(), kept.envelope.key),
      vault.addLookups([{ kind: 'email', value: owner, owner, key: item.envelope.key }]),
      other.addLookups([{ kind: 'email', value: owner, owner, key: kept.envelope.key }]),
    ]);
    await Promise.race([racing, waiting(6)]);
    await setter.query('commit');
    await setter.end();
    const fenced = { status: 'rejected', reason: expect.any(KeyFenced) as Error };
    const done = { status: 'fulfilled' };
    expect(await racing).toMatchObject([fenced, fenced, fenced, fenced, done, done]);
    expect(await vault.find('email', owner)).toEqual([]);
    expect((await vault.keysOf(owner)).filter(key => !key.fenced)).toMatchObject([
      { key: kept.envelope.key },
    ]);
  });
});

/** Until so many connections wait for the fence lock. */
async function waiting(connections: number): Promise<void> {
  const count = `select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  while ((await onKeyring<{ n: number }>(database.keyringUrl, count))[0]!.n < connections);
}

describe('the restore gate', () => {
  test('the fences of the log make an older keyring forget what was erased, look-ups too', async () => {
    const [owner, whole] = [newOwner(), newOwner()];
    const [a, b] = [
      await sealOne(scopeOf(owner), { email: 'x' }),
      await sealOne(scopeOf(whole), { email: 'y' }),
    ];
    await vault.addLookups([{ kind: 'email', value: owner, owner, key: a.envelope.key }]);
    await vault.claim('login', owner, owner, randomId(), a.envelope.key);
    const tables = ['keys', 'lookups', 'fences', 'barred_owners'];
    for (const table of tables)
      await onKeyring(database.keyringUrl, `create table dump_${table} as table ${table}`);
    const journal = [
      await vault.fence([a.envelope.key], { owner }),
      await vault.fence([b.envelope.key], { owner: whole, whole: true }),
    ];

    // An older dump of the keyring is restored, beside the newer log.
    await onKeyring(database.keyringUrl, `truncate ${tables.join()} cascade`);
    for (const table of tables)
      await onKeyring(
        database.keyringUrl,
        `insert into ${table} table dump_${table}; drop table dump_${table}`,
      );
    const restored = await testVault(database.keyringUrl, { logIsEmpty: false });
    expect(await open(restored, a)).toMatchObject({ state: 'open' }); // the danger is real

    for (const list of journal) await restored.applyFences(list);
    await restored.applyFences({ keys: journal.flatMap(({ keys }) => keys), barred: [] });
    expect(await restored.openAll([a, b])).toEqual([{ state: 'erased' }, { state: 'erased' }]);
    expect(await restored.find('email', owner)).toEqual([]);
    expect(await restored.find('login', owner)).toEqual([]);
    await expect(sealOne(scopeOf(owner), {}, restored)).rejects.toThrow(KeyFenced);
    await expect(sealOne(scopeOf(whole, 'hosting'), {}, restored)).rejects.toThrow(KeyFenced);
    await restored.close();
  });

  test('fences of keys that this keyring never had hold too, however many', async () => {
    const refs = Array.from({ length: 2_300 }, () => ({
      key: randomId(),
      ...scopeOf(newOwner()),
      generation: 1,
    }));
    const barred = Array.from({ length: 1_200 }, newOwner);
    await vault.applyFences({ keys: refs, barred });
    const envelope = { key: refs.at(-1)!.key, box: 'AQ' };
    expect(await other.open(randomId(), envelope)).toEqual({ state: 'erased' });
    await expect(sealOne(scopeOf(refs.at(-1)!.owner), {}, other)).rejects.toThrow(KeyFenced);
    await expect(sealOne(scopeOf(barred.at(-1)!), {}, other)).rejects.toThrow(KeyFenced);
  });
});

test('a key that is missing without a fence is an outage, never an erasure', async () => {
  const item = await sealOne(scopeOf(newOwner()), { language: 'nl' });
  await onKeyring(database.keyringUrl, 'delete from keys where key_id = $1', [item.envelope.key]);
  await expect(open(uncached, item)).rejects.toThrow(KeyUnavailable);
  const good = await sealOne(scopeOf(newOwner()), { language: 'nl' });
  await expect(uncached.openAll([good, item])).rejects.toThrow(KeyUnavailable);
});

test('a key that the keyring lost is not used for another seal: a new one is made', async () => {
  const scope = scopeOf(newOwner());
  const lost = await sealOne(scope, {}, uncached);
  await onKeyring(database.keyringUrl, 'delete from keys where key_id = $1', [lost.envelope.key]);
  const next = await sealOne(scope, { language: 'nl' }, uncached);
  expect(next.envelope.key).not.toBe(lost.envelope.key);
  expect(await open(other, next)).toMatchObject({ state: 'open' });
});

test('a wrapped key that was altered or moved to another scope does not open, and hurts nobody else', async () => {
  const [a, b, good] = [
    await sealOne(scopeOf(newOwner()), { language: 'nl' }),
    await sealOne(scopeOf(newOwner()), { language: 'fr' }),
    await sealOne(scopeOf(newOwner()), { language: 'de' }),
  ];
  await onKeyring(
    database.keyringUrl,
    'update keys set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where key_id = $1',
    [a.envelope.key],
  );
  await onKeyring(database.keyringUrl, `update keys set period = 'matter' where key_id = $1`, [
    b.envelope.key,
  ]);
  const [first, second, third] = await Promise.allSettled([a, b, good].map(item => open(uncached, item)));
  for (const refused of [first, second])
    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(KeyUnavailable) as Error });
  expect(third).toMatchObject({ status: 'fulfilled', value: { values: { language: 'de' } } });
});

test('living keys are listed in the order of their making, for who looks for orphans', async () => {
  const owner = newOwner();
  const made: string[] = [];
  for (const purpose of ['a', 'b', 'c']) made.push((await sealOne(scopeOf(owner, purpose), {})).envelope.key);
  const soon = new Date(Date.now() + 60_000);
  const seen: string[] = [];
  for (let page = await vault.keysMadeBefore(soon, 7); page.length > 0;) {
    seen.push(...page.map(({ key }) => key));
    page = await vault.keysMadeBefore(soon, 7, page.at(-1));
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter(key => made.includes(key))).toHaveLength(3);
  expect(await vault.keysMadeBefore(new Date(0), 7)).toEqual([]);
});

test('after any sequence no fenced value opens and no other is lost', async () => {
  const scopeIndex = fc.nat({ max: 5 });
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('seal' as const), scope: scopeIndex }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('fence' as const), scope: scopeIndex }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const), scope: scopeIndex }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('whole' as const), scope: scopeIndex }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('open' as const), scope: scopeIndex }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 14 }), async steps => {
      const owners = [newOwner(), newOwner()];
      const scopes = Array.from({ length: 6 }, (_, n) => scopeOf(owners[n % 2]!, `p${n >> 1}`));
      const items: (Item & { value: number })[] = [];
      const fenced = new Set<string>();
      const barred = new Set<string>();
      /** Newest generation that was fenced, and newest key, by scope. */
      const state = scopes.map(() => ({ fencedTo: 0, newest: 0 }));
      const check = async (): Promise<void> => {
        const opened = await uncached.openAll(items);
        expect(opened).toEqual(
          items.map(({ envelope, value }) =>
            fenced.has(envelope.key) ? { state: 'erased' } : { state: 'open', values: { value } },
          ),
        );
      };
      for (const [{ do: action, scope: n }, first] of steps) {
        // Both share one truth: the one that fences forgets at once, the other asks each time.
        const by = first && action !== 'seal' ? vault : uncached;
        const scope = scopes[n]!;
        const own = state[n]!;
        const refused = own.newest <= own.fencedTo && (own.fencedTo > 0 || barred.has(scope.owner));
        if (action === 'seal') {
          const value = items.length;
          const attempt = sealOne(scope, { value }, by);
          if (refused) await expect(attempt).rejects.toThrow(KeyFenced);
          else {
            items.push({ ...(await attempt), value });
            own.newest = Math.max(own.newest, 1);
          }
        } else if (action === 'fence' || action === 'whole') {
          const mine = (await by.keysOf(scope.owner)).filter(key => key.purpose === scope.purpose);
          await by.fence(
            mine.map(({ key }) => key),
            { owner: scope.owner, whole: action === 'whole' },
          );
          mine.forEach(({ key }) => fenced.add(key));
          own.fencedTo = own.newest;
          if (action === 'whole') barred.add(scope.owner);
        } else if (action === 'renew' && own.newest > 0) {
          const attempt = by.renewKey(scope, own.newest);
          if (barred.has(scope.owner)) await expect(attempt).rejects.toThrow(KeyFenced);
          else own.newest = (await attempt).generation;
        } else await check();
      }
      await check();
    }),
    { numRuns: 25 },
  );
});
