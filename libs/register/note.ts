import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';

// Signed notes and checkpoints by C2SP signed-note, tlog-checkpoint and tlog-cosignature. Pure.

/** Signature types of signed notes: Ed25519 over the text, and a witness's cosignature with its time. */
const [ED25519, COSIGNATURE] = [1, 4];
const MAX_SIGNATURES = 64;
const MAX_BYTES = 1_000_000;
/** What stands before the 32 bytes of an Ed25519 public key in SPKI (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const ID_BYTES = 4;

/** Not a signed note, a checkpoint, or a key of that form. `rule` says what was broken, never what was in it. */
export class MalformedNote extends Error {
  override readonly name = 'MalformedNote';

  constructor(readonly rule: string) {
    super(rule);
  }
}

/** One that verifies: `vkey` of a signed note. */
export interface VerifierKey {
  readonly name: string;
  /** The first four bytes of SHA-256(name ‖ 0A ‖ type ‖ key), as eight hexadecimal digits. */
  readonly id: string;
  readonly type: 'ed25519' | 'cosignature';
  readonly key: KeyObject;
}

export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  /** What follows the key's id. */
  readonly bytes: Buffer;
  /** The line as it stands, without its newline. */
  readonly line: string;
}

export interface Note {
  /** What is signed, with its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** The head of a tree as a checkpoint says it. */
export interface TreeHead {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Buffer;
}

/** The 32 bytes of an Ed25519 public key. */
export function publicBytes(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(SPKI.length);
}

/** The verifier key of a name and an Ed25519 key: `<name>+<id>+<base64 of type and key>`. */
export function vkeyOf(name: string, key: KeyObject): string {
  const material = Buffer.concat([Buffer.from([ED25519]), publicBytes(key)]);
  return `${checkedName(name)}+${idOf(name, material)}+${material.toString('base64')}`;
}

/** @throws MalformedNote */
export function readVkey(vkey: string): VerifierKey {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(vkey) ?? [];
  if (name === undefined) throw new MalformedNote('vkey-form');
  const material = decoded(encoded!, 'vkey-base64');
  const type = material[0] === ED25519 ? 'ed25519' : material[0] === COSIGNATURE ? 'cosignature' : undefined;
  if (!type || material.length !== 33) throw new MalformedNote('vkey-type');
  if (idOf(name, material) !== id) throw new MalformedNote('vkey-id');
  const key = createPublicKey({
    key: Buffer.concat([SPKI, material.subarray(1)]),
    format: 'der',
    type: 'spki',
  });
  return { name, id: id, type, key };
}

/** Text, blank line, and the signature's line. @param text ends in a newline */
export function signNote(text: string, name: string, key: KeyObject): string {
  const material = Buffer.concat([Buffer.from([ED25519]), publicBytes(createPublicKey(key))]);
  const id = Buffer.from(idOf(name, material), 'hex');
  const signature = sign(null, Buffer.from(text), key);
  return `${text}\n— ${checkedName(name)} ${Buffer.concat([id, signature]).toString('base64')}\n`;
}

/** @throws MalformedNote */
export function readNote(note: string): Note {
  if (Buffer.byteLength(note) > MAX_BYTES) throw new MalformedNote('note-too-large');

  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new MalformedNote('note-control-character');
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0 || !note.endsWith('\n')) throw new MalformedNote('note-form');
  const lines = note.slice(cut + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new MalformedNote('note-signatures');
  return { text: note.slice(0, cut + 1), signatures: lines.map(readSignature) };
}

/** A line of a note's signatures. @throws MalformedNote */
export function readSignature(line: string): NoteSignature {
  const [, name, encoded] = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
  if (name === undefined) throw new MalformedNote('signature-form');
  const bytes = decoded(encoded!, 'signature-base64');
  if (bytes.length <= ID_BYTES) throw new MalformedNote('signature-length');
  return {
    name,
    id: bytes.subarray(0, ID_BYTES).toString('hex'),
    bytes: bytes.subarray(ID_BYTES),
    line,
  };
}

/** Whether a signature is that of a key, over this text. One of another name or id is not, whatever it says. */
export function isSignedBy(text: string, signature: NoteSignature, key: VerifierKey): boolean {
  if (signature.name !== key.name || signature.id !== key.id) return false;
  if (key.type === 'ed25519')
    return signature.bytes.length === 64 && verify(null, Buffer.from(text), key.key, signature.bytes);
  if (signature.bytes.length !== 72) return false;
  const time = signature.bytes.readBigUInt64BE();
  const message = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
  return verify(null, message, key.key, signature.bytes.subarray(8));
}

/** Seconds since the epoch that a cosignature says. */
export function cosignedAt({ bytes }: NoteSignature): Date {
  return new Date(Number(bytes.readBigUInt64BE()) * 1000);
}

export function checkpointText({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** An inclusion proof as C2SP tlog-proof: index, hashes from the leaf's sibling up, and the checkpoint that they lead to. */
export function proofText(index: bigint, proof: readonly Buffer[], checkpoint: string): string {
  const hashes = proof.map(hash => hash.toString('base64'));
  return ['c2sp.org/tlog-proof@v1', `index ${index}`, ...hashes, '', checkpoint].join('\n');
}

/** The head that a checkpoint's text says. @throws MalformedNote */
export function readCheckpoint(text: string): TreeHead {
  const [origin, size, root, ...rest] = text.split('\n');
  if (!origin || rest.length < 1 || rest.pop() !== '' || rest.includes(''))
    throw new MalformedNote('checkpoint-form');
  if (!/^(0|[1-9][0-9]{0,18})$/.test(size!)) throw new MalformedNote('checkpoint-size');
  const hashed = decoded(root!, 'checkpoint-root');
  if (hashed.length !== 32) throw new MalformedNote('checkpoint-root');
  return { origin, size: BigInt(size!), root: hashed };
}

/** A name that a signature can bear: no Unicode space, no plus. */
export function isKeyName(name: string): boolean {
  return name !== '' && !/[\s+\p{Z}\p{C}]/u.test(name);
}

function checkedName(name: string): string {
  if (!isKeyName(name)) throw new MalformedNote('key-name');
  return name;
}

function idOf(name: string, material: Buffer): string {
  const whole = Buffer.concat([Buffer.from(`${name}\n`), material]);
  return hash('sha256', whole, 'buffer').subarray(0, ID_BYTES).toString('hex');
}

/** Standard base64, and nothing that only reads like it. */
function decoded(text: string, rule: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new MalformedNote(rule);
  return bytes;
}
