import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { DomainError, type Clock, type Uuid } from '#libs/kernel';
import {
  checkpointText,
  isSignedBy,
  publicBytes,
  readCheckpoint,
  readNote,
  readVkey,
  signNote,
  vkeyOf,
} from '../note';
import { EMPTY_ROOT } from '../tree';
import { RegisterTree, TreeDamaged } from '../tree-store';
import { type CheckpointFile } from './file';
import { forkOf, noteFork, noteSound, type Fork } from './forks';
import { type SigningFile } from './keys';
import { type SignerPlace } from './place';
import {
  addCheckpoint,
  addCosignature,
  allCheckpoints,
  cosignaturesOf,
  latestCheckpoint,
  type Checkpoint,
  type Witnessed,
} from './table';
import {
  noteFailed,
  noteReached,
  WitnessFails,
  WitnessRefuses,
  witnessStates,
  type Known,
  type Witness,
  type WitnessState,
} from './witness';

/** A key as the log tells of it. */
export interface SigningKey {
  /** Its verifier key, C2SP signed-note. */
  readonly vkey: string;
  /** Of a retired one: the size of the last checkpoint that it signed. It verifies none that is larger. */
  readonly until?: bigint;
}

/** What the log says of signing. */
export interface Signing {
  readonly origin: string;
  /** Who may sign. */
  readonly signer: Uuid;
  /** Of this origin, oldest first. The last one signs, unless it is retired. */
  readonly keys: readonly SigningKey[];
}

export interface SignerParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly file: CheckpointFile;
  readonly keys: SigningFile;
  readonly place: SignerPlace;
  readonly witnesses: readonly Witness[];
  /** What the log says, read anew; undefined where no key was made. */
  readonly signing: () => Promise<Signing | undefined>;
  /** Whether the register has all that the log holds. */
  readonly isCurrent: () => Promise<boolean>;
}

/** A place by its name, and the newest checkpoint that it knows. */
type Place = readonly [name: string, known: Known | undefined];

/** What was compared: the newest checkpoint of table and file, and the tree that they were compared with. */
interface Compared {
  readonly inTable: Checkpoint | undefined;
  readonly inFile: Checkpoint | undefined;
  readonly size: bigint;
  readonly roots: ReadonlyMap<bigint, Buffer>;
  /** Where the tree does not go on from what was signed. */
  readonly fork?: Fork;
}

/** What witnesses said, asked before anything is locked: they may be slow. */
interface Told {
  readonly places: readonly Place[];
  /** The witness that refused a checkpoint earlier, by its name, where it has taken the newest one now. */
  readonly took: string | undefined;
}

/** One at a time signs on a database. */
const LOCK = 0x1e7a70;
const BEGIN = `begin; set local synchronous_commit = on; set local lock_timeout = '10s'; select pg_advisory_xact_lock(${LOCK})`;

/**
 * Signs checkpoints of one history only. Before each signature the newest checkpoint that table, file or a witness knows must be
 * a prefix of the tree; otherwise the register is forked, nothing is signed, and it is said since when and from which size.
 */
export class Signer {
  /** The signature that is made now, and the one after it, which everybody who comes meanwhile gets. */
  private current: Promise<unknown> = Promise.resolve();
  private next: Promise<Witnessed> | undefined;

  constructor(private readonly parts: SignerParts) {}

  /**
   * The checkpoint of the register as it is now: the newest one, where nothing came since. It is on the disk of the database and
   * in the file before it is answered, and was offered to every witness.
   * @throws DomainError `not-signing`, `signer-elsewhere`, `signing-key-missing`, `register-forked`, `projection-behind`
   */
  sign(): Promise<Witnessed> {
    // One at a time: who waits for the database's lock holds a connection, which the one who signs may need.
    this.next ??= this.current.then(() => {
      const signed = this.signNow();
      this.next = undefined;
      this.current = signed.catch(() => undefined);
      return signed;
    });
    return this.next;
  }

  private async signNow(): Promise<Witnessed> {
    const { pool, file } = this.parts;
    const signing = await this.signing();
    const told = await this.toldBy(signing);
    const made = await this.locked(async tx => {
      const compared = await this.look(signing, told);
      if (compared.fork) throw forkedFrom(compared.fork);
      if (differ(compared)) await this.complete(signing);
      return this.make(tx, signing, await this.keyOf(signing), compared);
    });
    const written = await file.latest(signing.origin);
    if (written?.size !== made.size) await file.add([made], signing.signer);
    await this.offer();
    return (await latestCheckpoint(pool, signing.origin))!;
  }

  /**
   * A note over a text that is no checkpoint, by the key that signs checkpoints.
   * @throws DomainError `not-signing`, `signer-elsewhere`, `signing-key-missing`
   */
  async note(text: string): Promise<string> {
    if (/^[^\n]*\n[0-9]+\n/.test(text)) throw new Error('a checkpoint is signed by sign() alone');
    const signing = await this.signing();
    return signNote(text, signing.origin, await this.keyOf(signing));
  }

  /** Whether the register goes on from all that was signed. Answers how it does not. */
  async check(): Promise<Fork | undefined> {
    const signing = await this.parts.signing();
    if (!signing) return undefined;
    const compared = await this.look(signing, await this.toldBy(signing));
    if (!compared.fork && differ(compared)) await this.locked(() => this.complete(signing));
    return compared.fork;
  }

  /** Gives every witness the newest checkpoint that it does not have yet. */
  async offer(): Promise<void> {
    const { pool, witnesses } = this.parts;
    const signing = witnesses.length > 0 ? await this.parts.signing() : undefined;
    if (!signing) return;
    const newest = await latestCheckpoint(pool, signing.origin);
    if (!newest) return;
    const had = new Set((await cosignaturesOf(pool, newest)).map(({ witness }) => witness));
    await Promise.all(witnesses.filter(({ name }) => !had.has(name)).map(each => this.offerTo(each, newest)));
  }

  /** How each witness that is set does; one that was never tried has no failure. */
  async witnesses(): Promise<WitnessState[]> {
    const states = await witnessStates(this.parts.pool);
    return this.parts.witnesses.map(
      ({ name }) => states.find(state => state.name === name) ?? { name, failures: 0 },
    );
  }

  /** Nobody else signs until this has committed. */
  private async locked<R>(work: (tx: PoolClient) => Promise<R>): Promise<R> {
    const tx = await this.parts.pool.connect();
    try {
      await tx.query(BEGIN);
      const done = await work(tx);
      await tx.query('commit');
      return done;
    } catch (error) {
      await tx.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      tx.release();
    }
  }

  private async signing(): Promise<Signing> {
    const signing = await this.parts.signing();
    if (!signing) throw new DomainError('not-signing');
    if ((await this.parts.place.signer()) !== signing.signer) throw new DomainError('signer-elsewhere');
    return signing;
  }

  private async keyOf({ origin, keys }: Signing): Promise<KeyObject> {
    const active = keys.at(-1);
    if (!active || active.until !== undefined) throw new DomainError('not-signing');
    const mine = await this.parts.keys.keys();
    const found = mine.find(key => vkeyOf(origin, createPublicKey(key)) === active.vkey);
    if (!found) throw new DomainError('signing-key-missing');
    return found;
  }

  /** A checkpoint of the empty tree, which every history goes on from. */
  private async empty(signing: Signing): Promise<string | undefined> {
    const { origin } = signing;
    const key = await this.keyOf(signing).catch(() => undefined);
    return key && signNote(checkpointText({ origin, size: 0n, root: EMPTY_ROOT }), origin, key);
  }

  private async make(
    tx: PoolClient,
    { origin }: Signing,
    key: KeyObject,
    { inTable, inFile, size, roots }: Compared,
  ): Promise<Checkpoint> {
    const { clock } = this.parts;
    for (const known of [inTable, inFile]) if (known?.size === size) return known;
    const root = roots.get(size) ?? (await new RegisterTree(tx).root(size));
    const note = signNote(checkpointText({ origin, size, root }), origin, key);
    const made = { origin, size, root, note, time: clock.now(), key: readNote(note).signatures[0]!.id };
    await addCheckpoint(tx, made);
    return made;
  }

  /** Compares the tree with the newest checkpoint that each place has. */
  private async look(signing: Signing, told: Told): Promise<Compared> {
    const { pool, file, witnesses, isCurrent } = this.parts;
    const { origin } = signing;
    const tree = new RegisterTree(pool);
    const [inTable, inFile] = await Promise.all([latestCheckpoint(pool, origin), file.latest(origin)]);
    const [sizeOfTable, sizeOfFile] = [inTable?.size ?? 0n, inFile?.size ?? 0n];
    const largest = sizeOfTable > sizeOfFile ? sizeOfTable : sizeOfFile;
    const places: Place[] = [
      ['table', inTable && this.signed(inTable, signing)],
      ['file', inFile && this.signed(inFile, signing)],
      ...told.places,
    ];
    // After the places: a tree only grows, so that it has what was signed before.
    const size = await tree.size();
    const sizes = places.flatMap(([, known]) => known?.size ?? []).filter(each => each <= size);
    const roots = await rootsAt(tree, [...new Set([size, ...sizes])]);
    const compared = { inTable, inFile, size, roots };
    for (const [place, known] of places) {
      if (!known) continue;
      // Table and file have what a witness has, and had it first: what they lack, they lost.
      const lost = known.root === undefined && known.size > largest;
      if (!lost && isPrefix(known, compared)) continue;
      // What a crash took back from the register comes again from the log.
      if (known.size > size && !(await isCurrent())) throw new DomainError('projection-behind');
      return { ...compared, fork: await this.forked(signing, known, place) };
    }
    const fork = await forkOf(pool, origin);
    if (!fork) return compared;
    // A witness that refused what was signed tells no root that could be compared: it has to take it first.
    const isRefused = witnesses.some(({ name }) => name === fork.place);
    if (isRefused && inTable && told.took !== fork.place) return { ...compared, fork };
    await noteSound(pool, origin);
    return compared;
  }

  /**
   * What table and file lack of each other's newest they get, oldest first: a crash, a new folder and a new database take some.
   * What no key of the log signed, or not as it stands, stays where it is, and the doctor says so.
   */
  private async complete(signing: Signing): Promise<void> {
    const { pool, file } = this.parts;
    const { origin, signer } = signing;
    const [inTable, inFile] = await Promise.all([latestCheckpoint(pool, origin), file.latest(origin)]);
    const beyond = (all: readonly Checkpoint[], newest?: Checkpoint): Checkpoint[] =>
      all.filter(
        one => one.size > (newest?.size ?? -1n) && this.signed(one, signing).root?.equals(one.root) === true,
      );
    for (const one of beyond(await file.all(origin), inTable)) await addCheckpoint(pool, one);
    const lost = beyond((await allCheckpoints(pool, origin)).toReversed(), inFile);
    if (lost.length > 0) await file.add(lost, signer);
  }

  /** What a stored note says, which a key of the log must have signed: otherwise it is no checkpoint of any tree. */
  private signed(stored: Checkpoint, { origin, keys }: Signing): Known {
    try {
      const { text, signatures } = readNote(stored.note);
      const head = readCheckpoint(text);
      const valid = keys.some(
        ({ vkey, until }) =>
          (until === undefined || head.size <= until) &&
          signatures.some(signature => isSignedBy(text, signature, readVkey(vkey))),
      );
      if (valid && head.origin === origin) return head;
    } catch {
      // Not a note.
    }
    return { origin, size: stored.size, root: Buffer.alloc(0) };
  }

  private async forked({ origin }: Signing, { size }: Known, place: string): Promise<Fork> {
    const { pool, clock } = this.parts;
    const fork = { origin, since: clock.now(), sound: await this.soundSize(origin), signed: size, place };
    await noteFork(pool, fork);
    return (await forkOf(pool, origin))!;
  }

  /** The largest size at which the register still is what was signed. Checkpoints go on from each other, so halving finds it. */
  private async soundSize(origin: string): Promise<bigint> {
    const { pool, file } = this.parts;
    const tree = new RegisterTree(pool);
    const known = new Map<bigint, Known>();
    for (const one of await allCheckpoints(pool, origin)) known.set(one.size, one);
    for (const one of await file.all(origin)) known.set(one.size, one);
    const sizes = [...known.keys()].sort((a, b) => (a < b ? -1 : 1));
    const size = await tree.size();
    let [low, high] = [0, sizes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const one = known.get(sizes[middle]!)!;
      if (isPrefix(one, { size, roots: await rootsAt(tree, [one.size]) })) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0n : sizes[low - 1]!;
  }

  private async toldBy(signing: Signing): Promise<Told> {
    const { pool, witnesses } = this.parts;
    if (witnesses.length === 0) return { places: [], took: undefined };
    const places = await Promise.all(
      witnesses.map(async each => [each.name, await this.newestOf(each, signing)] as const),
    );
    const fork = await forkOf(pool, signing.origin);
    const refused = witnesses.find(({ name }) => name === fork?.place);
    const newest = refused && (await latestCheckpoint(pool, signing.origin));
    const took = newest && (await this.offerTo(refused, newest)) ? refused.name : undefined;
    return { places, took };
  }

  private async newestOf(witness: Witness, signing: Signing): Promise<Known | undefined> {
    try {
      const known = await witness.newest?.(signing.origin, await this.empty(signing));
      if (known?.note === undefined) return known;
      const signed = this.signed(known as Checkpoint, signing);
      if (signed.root?.length === 0) throw new WitnessFails('note-of-no-key');
      return signed;
    } catch (error) {
      await noteFailed(this.parts.pool, witness.name, codeOf(error), this.parts.clock.now());
      return undefined;
    }
  }

  /** Whether it has it now. */
  private async offerTo(witness: Witness, newest: Witnessed): Promise<boolean> {
    const { pool, clock } = this.parts;
    const tree = new RegisterTree(pool);
    try {
      const line = await witness.submit(
        newest,
        async from => (await tree.consistency(from, newest.size)).proof,
      );
      if (line !== undefined) await addCosignature(pool, newest, witness.name, line);
      await noteReached(pool, witness.name, newest.size, clock.now());
      return true;
    } catch (error) {
      await noteFailed(pool, witness.name, codeOf(error), clock.now());
      if (!(error instanceof WitnessRefuses)) return false;
      const { origin } = newest;
      await noteFork(pool, {
        origin,
        since: clock.now(),
        sound: await this.soundSize(origin),
        signed: error.size,
        place: witness.name,
      });
      return false;
    }
  }
}

/** Roots of the tree at several sizes, by size. Those are left out that its hashes do not give. */
async function rootsAt(tree: RegisterTree, sizes: readonly bigint[]): Promise<Map<bigint, Buffer>> {
  try {
    const roots = await tree.roots(sizes);
    return new Map(sizes.map((size, i) => [size, roots[i]!]));
  } catch (error) {
    if (!(error instanceof TreeDamaged)) throw error;
    if (sizes.length === 1) return new Map();
    const each: [bigint, Buffer][] = [];
    for (const size of sizes) each.push(...(await rootsAt(tree, [size])));
    return new Map(each);
  }
}

/** Whether one of table and file lacks what the other has. */
function differ({ inTable, inFile }: Compared): boolean {
  return inTable?.size !== inFile?.size;
}

function isPrefix({ size, root }: Known, tree: Pick<Compared, 'size' | 'roots'>): boolean {
  if (size > tree.size) return false;
  return root === undefined || tree.roots.get(size)?.equals(root) === true;
}

function forkedFrom({ sound, since }: Fork): DomainError {
  return new DomainError('register-forked', { from: String(sound), since: since.toISOString() });
}

function codeOf(error: unknown): string {
  if (error instanceof WitnessFails) return error.code;
  if (error instanceof WitnessRefuses) return 'another-history';
  const { name, code } = error as { name?: string; code?: unknown };
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : (name ?? 'unknown');
}

/** Public bytes of the key of a verifier key, as keys in the signing file are told apart. */
export function publicOf(vkey: string): Buffer {
  return publicBytes(readVkey(vkey).key);
}
