import { randomUUID } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { CommandContext } from '#libs/commands';
import {
  BeginOrigin,
  CheckpointSweep,
  MakeSigningKey,
  MoveSigner,
  RecordFork,
  RetireSigningKey,
  RotateSigningKey,
  Signings,
} from '#libs/features/signing';
import { Register } from '#libs/features/subjects';
import {
  allCheckpoints,
  CheckpointFile,
  forkOf,
  isSignedBy,
  readCheckpoint,
  readNote,
  readVkey,
  RegisterTree,
  signNote,
  Signer,
  SigningFile,
  type Witnessed,
} from '#libs/register';
import { TestClock, TestCore } from '../setup/core';

const HOUR = 3_600_000;

let clock: TestClock;
let here: TestCore;
beforeEach(async () => {
  clock = new TestClock();
  here = await TestCore.open(clock);
  await someoneComes();
});
afterEach(() => here.close());

const signerOf = ({ core }: TestCore): Signer => core.get(Signer);
const signingsOf = ({ core }: TestCore): Signings => core.get(Signings);
const make = ({ core }: TestCore) => core.bus.execute(new MakeSigningKey(operator()));
const rotate = ({ core }: TestCore) => core.bus.execute(new RotateSigningKey(operator()));
const retire = ({ core }: TestCore) => core.bus.execute(new RetireSigningKey(operator()));
const move = ({ core }: TestCore) => core.bus.execute(new MoveSigner(operator()));
const operator = (): CommandContext => ({
  commandId: randomUUID(),
  actor: { role: 'system', id: 'operator' },
  dryRun: false,
});
const officer = (id: string): CommandContext => ({
  ...operator(),
  actor: { role: 'privacy-officer', id },
});
const asSuper = async (text: string, database?: string): Promise<unknown[]> => {
  const url = new URL(here.database.superUrl);
  if (database !== undefined) url.pathname = `/${database}`;
  const client = new Client({ connectionString: url.toString() });
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
};
const folder = (): string => join(here.folder, 'checkpoints');

async function someoneComes(core = here): Promise<void> {
  await core.carryOut(Register, randomUUID(), {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [],
  });
  await core.project();
}

/** Checkpoints of a place, oldest first. */
async function notesOf(place: 'table' | 'file', origin: string): Promise<string[]> {
  const all =
    place === 'file'
      ? await new CheckpointFile(folder()).all(origin)
      : (await allCheckpoints(here.core.pool, origin)).toReversed();
  return all.map(({ note }) => note);
}

async function vkeys(): Promise<string[]> {
  return (await signingsOf(here).state()).keys.map(({ vkey }) => vkey);
}

/** Which keys' signature verifies. */
function signedBy({ note }: Pick<Witnessed, 'note'>, keys: readonly string[]): number[] {
  const { text, signatures } = readNote(note);
  return keys.flatMap((vkey, i) =>
    signatures.some(signature => isSignedBy(text, signature, readVkey(vkey))) ? [i] : [],
  );
}

describe('a checkpoint (C2SP tlog-checkpoint)', () => {
  test('is signed by the key that was made, of the tree as it is, and stands in table and file', async () => {
    await expect(signerOf(here).sign()).rejects.toMatchObject({ code: 'not-signing' });
    await make(here);
    await here.project();
    const made = await signerOf(here).sign();
    const tree = new RegisterTree(here.core.pool);
    const head = readCheckpoint(readNote(made.note).text);
    expect(head).toEqual({
      origin: `inzage/${here.core.store.logId}`,
      size: await tree.size(),
      root: await tree.root(await tree.size()),
    });
    expect(signedBy(made, await vkeys())).toEqual([0]);
    expect(await new CheckpointFile(folder()).all(head.origin)).toMatchObject([{ note: made.note }]);
    expect(statSync(join(here.folder, 'signing.json')).mode & 0o777).toBe(0o600);
    // Nothing came since: it is the same one.
    expect(await signerOf(here).sign()).toEqual(made);
  });

  test('that many ask for at once is made for all of them: none waits for who waits', async () => {
    await make(here);
    await here.project();
    const asked = [...Array(40).keys()].map(async () => {
      await someoneComes();
      const size = await new RegisterTree(here.core.pool).size();
      return { size, made: await signerOf(here).sign() };
    });
    for (const { size, made } of await Promise.all(asked)) expect(made.size).toBeGreaterThanOrEqual(size);
  });

  test('comes every hour in which something came, and in no other', async () => {
    await make(here);
    await here.project();
    const sweep = here.core.get(CheckpointSweep);
    const count = async (): Promise<number> =>
      (await new CheckpointFile(folder()).all(`inzage/${here.core.store.logId}`)).length;
    await sweep.run();
    expect(await count()).toBe(1);
    await someoneComes();
    await sweep.run();
    expect(await count()).toBe(1);
    clock.pass(HOUR);
    await sweep.run();
    expect(await count()).toBe(2);
    clock.pass(HOUR);
    await sweep.run();
    expect(await count()).toBe(2);
  });

  test('a key that was rotated or retired verifies what it signed, and signs nothing after', async () => {
    const [signings, signer] = [signingsOf(here), signerOf(here)];
    await make(here);
    await expect(make(here)).rejects.toMatchObject({ code: 'signing-key-exists' });
    await here.project();
    const first = await signer.sign();
    await rotate(here);
    await here.project();
    const second = await signer.sign();
    expect(signedBy(first, await vkeys())).toEqual([0]);
    expect(signedBy(second, await vkeys())).toEqual([1]);
    expect(await new SigningFile(join(here.folder, 'signing.json')).keys()).toHaveLength(1);
    await retire(here);
    await here.project();
    await expect(signer.sign()).rejects.toMatchObject({ code: 'not-signing' });
    expect(await new SigningFile(join(here.folder, 'signing.json')).keys()).toHaveLength(0);
    expect((await signings.state()).keys).toMatchObject([
      { until: String(first.size) },
      { until: String(second.size) },
    ]);
    const entries = await asSuper(
      `select kind, convert_from(bytes, 'utf8')::json->'about' as about from register_entries where kind like 'signing-%' order by n`,
    );
    expect(entries).toMatchObject([
      { kind: 'signing-key-made' },
      { kind: 'signing-key-rotated', about: { until: String(first.size) } },
      { kind: 'signing-key-retired', about: { until: String(second.size) } },
    ]);
  });

  test('the file of keys must be nobody else’s to read', async () => {
    const file = join(here.folder, 'signing.json');
    writeFileSync(file, '{}', { mode: 0o644 });
    await expect(make(here)).rejects.toThrow('chmod 600');
  });
});

describe('it signs one history only', () => {
  beforeEach(async () => {
    await make(here);
    await here.project();
    await signerOf(here).sign();
    await someoneComes();
  });

  const forked = { code: 'register-forked' };

  test('an entry was changed: nothing is signed, it is said since when and from which size, and commands go on', async () => {
    const sound = await signerOf(here).sign();
    await someoneComes();
    const signed = await signerOf(here).sign();
    const n = String(sound.size);
    await asSuper(`update register_entries set bytes = bytes || ' ' where n = ${n}`);
    await someoneComes();
    await expect(signerOf(here).sign()).rejects.toMatchObject(forked);
    const since = clock.now();
    expect(await forkOf(here.core.pool)).toMatchObject({
      since,
      sound: sound.size,
      signed: signed.size,
      place: 'table',
    });
    clock.pass(HOUR);
    await someoneComes();
    await expect(signerOf(here).sign()).rejects.toMatchObject(forked);
    expect(await forkOf(here.core.pool)).toMatchObject({ since });
    // What was changed is put back: it is one history again.
    await asSuper(
      `update register_entries set bytes = substring(bytes for length(bytes) - 1) where n = ${n}`,
    );
    await signerOf(here).sign();
    expect(await forkOf(here.core.pool)).toBeUndefined();
  });

  test('the tail was cut off', async () => {
    const { size } = await signerOf(here).sign();
    await asSuper(`delete from register_entries where n >= ${size - 2n}`);
    await expect(signerOf(here).sign()).rejects.toMatchObject(forked);
    await someoneComes();
    await expect(signerOf(here).sign()).rejects.toMatchObject(forked);
  });

  test('a register that a crash took back comes again from the log, and is behind meanwhile, not forked', async () => {
    const { size } = await signerOf(here).sign();
    const [before] = (await asSuper('select position from checkpoints where projection = $$register$$')) as [
      { position: string },
    ];
    const { position } = await here.carryOut(Register, randomUUID(), {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [],
    });
    expect(BigInt(position!)).toBeGreaterThan(BigInt(before.position));
    await asSuper(
      `delete from register_entries where n >= ${size - 1n};
       update checkpoints set position = (select max(position)::text from events where position < ${before.position}) where projection = 'register'`,
    );
    await expect(signerOf(here).sign()).rejects.toMatchObject({ code: 'projection-behind' });
    await here.project();
    expect((await signerOf(here).sign()).size).toBeGreaterThan(size);
  });

  test('checkpoints were taken out of the table: the file knows them', async () => {
    const made = await signerOf(here).sign();
    await asSuper('truncate register_checkpoints');
    expect((await signerOf(here).sign()).note).toBe(made.note);
    await asSuper('truncate register_checkpoints; delete from register_entries where n > 1');
    await expect(signerOf(here).sign()).rejects.toMatchObject(forked);
    expect(await forkOf(here.core.pool)).toMatchObject({ place: 'file' });
  });

  test('checkpoints that the file lost, or a new folder never had, are there before the next one', async () => {
    const { origin } = await signerOf(here).sign();
    const before = await notesOf('file', origin);
    expect(before).toHaveLength(2);
    rmSync(join(folder(), 'checkpoints.jsonl'));
    appendFileSync(join(folder(), 'checkpoints.jsonl'), '{"note":"cut off');
    await someoneComes();
    const { note } = await signerOf(here).sign();
    expect(await notesOf('file', origin)).toEqual([...before, note]);
  });

  test('a new database of read models gets all checkpoints that the file has', async () => {
    const { origin } = await signerOf(here).sign();
    const before = await notesOf('file', origin);
    await asSuper('truncate register_checkpoints');
    await someoneComes();
    const { note } = await signerOf(here).sign();
    for (const place of ['table', 'file'] as const)
      expect(await notesOf(place, origin)).toEqual([...before, note]);
  });

  test('a line of the file that no key signed as it stands comes into no new database; the others do', async () => {
    const { origin } = await signerOf(here).sign();
    const [, second] = await notesOf('file', origin);
    const path = join(folder(), 'checkpoints.jsonl');
    const lines = readFileSync(path, 'utf8');
    // The size in the note of the first line.
    const changed = lines.replace(/\\n\d+\\n/, '\\n1\\n');
    expect(changed).not.toBe(lines);
    writeFileSync(path, changed);
    await asSuper('truncate register_checkpoints');
    await someoneComes();
    const { note } = await signerOf(here).sign();
    expect(await notesOf('table', origin)).toEqual([second, note]);
  });

  test('a stored checkpoint was changed, or signed by a retired key for a later size', async () => {
    const made = await signerOf(here).sign();
    await asSuper(`update register_checkpoints set note = replace(note, e'\\n${made.size}\\n', e'\\n9\\n')`);
    await expect(signerOf(here).sign()).rejects.toMatchObject(forked);
    await asSuper(`truncate register_checkpoints`);
    await signerOf(here).sign();
    const [old] = await new SigningFile(join(here.folder, 'signing.json')).keys();
    await rotate(here);
    await here.project();
    const tree = new RegisterTree(here.core.pool);
    const size = await tree.size();
    const text = `${made.origin}\n${size}\n${(await tree.root(size)).toString('base64')}\n`;
    const note = signNote(text, made.origin, old!);
    await asSuper(
      `insert into register_checkpoints select origin, ${size}, root, time, key, '${note}' from register_checkpoints limit 1`,
    );
    await expect(signerOf(here).sign()).rejects.toMatchObject(forked);
  });

  test('an older dump of the whole database: the file knows, and where that is older too, a witness', async () => {
    const database = new URL(here.database.superUrl).pathname.slice(1);
    const witness = join(here.folder, 'elsewhere');
    await here.end();
    await asSuper(`create database ${database}_dump template ${database}`, 'postgres');
    cpSync(folder(), join(here.folder, 'kept'), { recursive: true });
    let again = await here.another(clock, { INZAGE_WITNESSES: `file:${witness}` });
    await someoneComes(again);
    await signerOf(again).sign();
    expect(existsSync(join(witness, 'checkpoints.jsonl'))).toBe(true);
    await again.close();
    await asSuper(`drop database ${database} with (force)`, 'postgres');
    await asSuper(`alter database ${database}_dump rename to ${database}`, 'postgres');

    again = await here.another(clock);
    await again.project();
    await expect(signerOf(again).sign()).rejects.toMatchObject(forked);
    expect(await forkOf(again.core.pool)).toMatchObject({ place: 'file' });
    await again.close();

    // In place, as a restore by hand does it: the signer is where it was.
    writeFileSync(
      join(folder(), 'checkpoints.jsonl'),
      readFileSync(join(here.folder, 'kept', 'checkpoints.jsonl')),
    );
    again = await here.another(clock, { INZAGE_WITNESSES: `file:${witness}` });
    await again.project();
    await expect(signerOf(again).sign()).rejects.toMatchObject(forked);
    await again.close();
  });

  test('a copy of the installation with the key does not sign, until an operator moves the signer there', async () => {
    const copy = join(here.folder, 'copy');
    cpSync(folder(), copy, { recursive: true });
    const other = await here.another(clock, { INZAGE_CHECKPOINT_DIR: copy });
    await expect(signerOf(other).sign()).rejects.toMatchObject({ code: 'signer-elsewhere' });
    await expect(rotate(other)).rejects.toMatchObject({ code: 'signer-elsewhere' });
    const machine = await here.another(clock, { INZAGE_SIGNER: 'another-machine' });
    await expect(signerOf(machine).sign()).rejects.toMatchObject({ code: 'signer-elsewhere' });
    await machine.close();
    await move(other);
    await here.project();
    await signerOf(other).sign();
    await expect(signerOf(here).sign()).rejects.toMatchObject({ code: 'signer-elsewhere' });
    await other.close();
  });

  test('two processes that sign at once sign one checkpoint', async () => {
    const other = await here.another(clock);
    const [one, two] = await Promise.all([signerOf(here).sign(), signerOf(other).sign()]);
    expect(two.note).toBe(one.note);
    expect(await new CheckpointFile(folder()).latest(one.origin)).toMatchObject({ note: one.note });
    await other.close();
  });

  test('two officers write the incident and begin a new origin, which names the last checkpoint of the old one', async () => {
    const signer = signerOf(here);
    await expect(here.core.bus.execute(new RecordFork(officer('olivia')))).rejects.toMatchObject({
      code: 'not-forked',
    });
    const last = await signer.sign();
    await asSuper(`update register_entries set bytes = bytes || ' ' where n = 0`);
    await expect(signer.sign()).rejects.toMatchObject(forked);
    const { incident } = (await here.core.bus.execute(new RecordFork(officer('olivia')))).state;
    const begin = (by: string) => here.core.bus.execute(new BeginOrigin(incident!.incident, officer(by)));
    await expect(begin('olivia')).rejects.toMatchObject({ code: 'second-officer-needed' });
    await expect(
      here.core.bus.execute(new BeginOrigin(randomUUID(), officer('pieter'))),
    ).rejects.toMatchObject({
      code: 'not-found',
    });
    await begin('pieter');
    await here.project();
    const anew = await signer.sign();
    expect(anew.origin).toBe(`${last.origin}/2`);
    expect(signedBy(anew, await vkeys())).toEqual([1]);
    const [entry] = await asSuper(
      `select convert_from(bytes, 'utf8')::json->'about' as about from register_entries where kind = 'origin-begun'`,
    );
    expect(entry).toMatchObject({
      about: {
        previousOrigin: last.origin,
        previousSize: String(last.size),
        previousRoot: last.root.toString('base64'),
      },
    });
  });
});
