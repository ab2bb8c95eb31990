import { createHash } from 'node:crypto';
import timeStamp from '../../docs/formats/vectors/time-stamp.json';
import { Erased } from './certificates';
import { checkpointText, noteOf, Signer } from './notes';
import { ORIGIN, Register } from './registers';

/** A command of the verifier: arguments that name files by the names that they have here. */
export interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** Cases of every command; `whole: …` are those in which nothing is wrong. */
export async function allCases(): Promise<Case[]> {
  const register = await Register.of(9);
  const vkey = ['--vkey', register.log.vkey];
  const outside = [...vkey, '--checkpoint', 'checkpoint'];
  const checkpoint = await register.checkpoint();
  const [whole, other, empty] = [
    await register.export(),
    await Register.of(9, 'other'),
    await Register.of(0),
  ];
  const cosigned = await register.checkpoint(9, register.log, register.witness);
  const entry = register.entries[4]!;
  const [proof, steps] = [await register.proof(4), await register.consistency(4)];
  const answered = { n: '4', size: '9', proof };
  const answer = JSON.stringify(answered);
  const tlogProof = ['c2sp.org/tlog-proof@v1', 'index 4', ...proof, '', checkpoint].join('\n');
  const consistency = JSON.stringify({ proof: steps });
  const older = await register.checkpoint(4);
  const erased = await Erased.of();
  const document = JSON.stringify(await erased.document());
  const erasedCheckpoint = await erased.register.checkpoint();
  const { events, ofEvents } = await withEvents();

  const of = (name: string, args: readonly string[], files: Case['files']): Case => ({ name, args, files });
  const anExport = (
    name: string,
    file: string,
    more: Record<string, string> = { checkpoint },
    args = outside,
  ): Case => of(name, ['export', 'export.jsonl', ...args], { 'export.jsonl': file, ...more });
  const ofProof = (name: string, change: object): Case =>
    of(name, ['inclusion', 'proof', '--entry', 'entry', ...outside], {
      proof: JSON.stringify({ ...answered, ...change }),
      entry,
      checkpoint,
    });
  const two = [...vkey, '--checkpoint', 'older', '--checkpoint', 'checkpoint'];
  const root = await register.root();
  const sized = (size: bigint): string => noteOf(checkpointText(ORIGIN, size, root), register.log);
  const another = new Signer('another.example/1', 1);
  const elsewhere = await register.checkpoint(9, another);

  return [
    anExport('whole: an export and a checkpoint of its size', whole),
    anExport('whole: an export and two checkpoints', whole, { older, checkpoint }, two),
    anExport('an export alone', whole, {}, vkey),
    anExport('an export and an older checkpoint', whole, { checkpoint: older }),
    anExport('an export and a checkpoint of no entries', whole, { checkpoint: await register.checkpoint(0) }),
    anExport(
      'whole: an export with a cosigned checkpoint',
      await register.export({ checkpoint: cosigned }),
      {},
      [...vkey, '--witness', register.witness.vkey],
    ),
    anExport('a checkpoint without the cosignature', whole, { checkpoint }, [
      ...outside,
      '--witness',
      register.witness.vkey,
    ]),
    anExport('an export without a checkpoint', await register.export({ checkpoint: null }), {}, vkey),
    anExport('an export whose rest is under no checkpoint', await register.export({ checkpoint: null }), {
      checkpoint: older,
    }),
    anExport('an empty register', await empty.export(), { checkpoint: await empty.checkpoint() }),
    anExport('a changed entry', whole.replace('é 3', 'è 3')),
    anExport(
      'a changed entry between two checkpoints',
      whole.replace('é 5', 'è 5'),
      { older, checkpoint },
      two,
    ),
    anExport(
      'a changed entry, with an earlier export',
      whole.replace('é 3', 'è 3'),
      { checkpoint, earlier: whole },
      [...outside, '--earlier', 'earlier'],
    ),
    anExport('a deleted entry', without(whole, 4)),
    anExport('a doubled entry', whole.replace(/(\{"n":"3".*\n)/, '$1$1')),
    anExport('an export cut at its end', await (await Register.with(register.entries.slice(0, 7))).export()),
    anExport('an export that was cut off', whole.slice(0, -9)),
    anExport('another history', await other.export(), { checkpoint: older }),
    anExport('two histories', whole, { older: await other.checkpoint(), checkpoint }, two),
    anExport('a checkpoint of an unknown key', whole, {
      checkpoint: await register.checkpoint(9, new Signer(ORIGIN, 8)),
    }),
    anExport('a checkpoint with a wrong signature', whole, {
      checkpoint: checkpoint.replace('\n9\n', '\n8\n'),
    }),
    anExport('a checkpoint with carriage returns', whole, {
      checkpoint: checkpoint.replaceAll('\n', '\r\n'),
    }),
    anExport('a checkpoint with one more newline', whole, { checkpoint: `${checkpoint}\n` }),
    anExport('a checkpoint with two newlines in its text', whole, {
      checkpoint: noteOf(`${ORIGIN}\n9\n\nmore\n`, register.log),
    }),
    anExport('a checkpoint of 2^53 entries', whole, { checkpoint: sized(2n ** 53n) }),
    anExport('a checkpoint of 2^63 entries', whole, { checkpoint: sized(2n ** 63n) }),
    anExport('a checkpoint of a retired key', whole, { checkpoint }, [
      '--vkey',
      `${register.log.vkey}@8`,
      '--checkpoint',
      'checkpoint',
    ]),
    anExport('another format', await register.export({ format: 'other' })),
    anExport(
      'an export of another origin',
      await register.export({ checkpoint: elsewhere }),
      { checkpoint },
      [...outside, '--vkey', another.vkey],
    ),
    anExport('an export of which only the head came', whole.slice(0, whole.indexOf('\n') + 1)),
    anExport('a range of nothing', await register.export({ from: '2', to: '2' })),
    anExport('a range that ends before it begins', whole.replace('"from":"0"', '"from":"10"')),
    anExport('whole: a range', await register.export({ from: '2', to: '6' })),
    anExport('whole: a selection', await register.export({}, [1, 4, 8])),
    anExport('a selection alone', await register.export({}, [1, 4, 8]), {}, vkey),
    anExport('a selection of nothing', await register.export({}, [])),
    anExport(
      'a selection with a changed entry',
      (await register.export({}, [1, 4, 8])).replace('é 4', 'è 4'),
    ),
    of('whole: an inclusion proof', ['inclusion', 'proof', '--entry', 'entry', ...outside], {
      proof: answer,
      entry,
      checkpoint,
    }),
    of('whole: a tlog-proof', ['inclusion', 'proof', '--entry', 'entry', ...outside], {
      proof: tlogProof,
      entry,
      checkpoint,
    }),
    of('a tlog-proof alone', ['inclusion', 'proof', '--entry', 'entry', ...vkey], {
      proof: tlogProof,
      entry,
    }),
    of('a proof of another entry', ['inclusion', 'proof', '--entry', 'entry', ...outside], {
      proof: answer,
      entry: register.entries[5]!,
      checkpoint,
    }),
    ofProof('an inclusion proof that is too long', { proof: [...proof, proof[0]] }),
    ofProof('an inclusion proof that is too short', { proof: proof.slice(1) }),
    ofProof('an inclusion proof of an entry beyond the tree', { n: '9' }),
    ofProof('an inclusion proof of entry 2^53', { n: String(2n ** 53n) }),
    ofProof('an inclusion proof of entry 2^63', { n: String(2n ** 63n) }),
    ofProof('an inclusion proof of a number that is none', { n: 4 }),
    ofProof('an inclusion proof of a tree of another size', { size: '8' }),
    of('a proof without a checkpoint', ['inclusion', 'proof', '--entry', 'entry', ...vkey], {
      proof: answer,
      entry,
    }),
    of('whole: a consistency proof', ['consistency', 'proof', ...two], {
      proof: consistency,
      older,
      checkpoint,
    }),
    of('a consistency proof of another history', ['consistency', 'proof', ...two], {
      proof: consistency,
      older,
      checkpoint: await other.checkpoint(),
    }),
    of('a consistency proof between other sizes', ['consistency', 'proof', ...two], {
      proof: JSON.stringify({ from: '4', to: '8', proof: await register.consistency(4, 8) }),
      older,
      checkpoint,
    }),
    of('a consistency proof that is too long', ['consistency', 'proof', ...two], {
      proof: JSON.stringify({ proof: [...steps, steps[0]] }),
      older,
      checkpoint,
    }),
    of('a consistency proof that is too short', ['consistency', 'proof', ...two], {
      proof: JSON.stringify({ proof: steps.slice(1) }),
      older,
      checkpoint,
    }),
    of('a consistency proof between equal sizes', ['consistency', 'proof', ...two], {
      proof: '{"proof":[]}',
      older: checkpoint,
      checkpoint,
    }),
    of('a consistency proof between equal sizes with a hash', ['consistency', 'proof', ...two], {
      proof: JSON.stringify({ proof: [steps[0]] }),
      older: checkpoint,
      checkpoint,
    }),
    of('a consistency proof from nothing', ['consistency', 'proof', ...two], {
      proof: '{"proof":[]}',
      older: await register.checkpoint(0),
      checkpoint,
    }),
    of('whole: a certificate', ['certificate', 'erasure', ...outside], {
      erasure: document,
      checkpoint: erasedCheckpoint,
    }),
    of('a certificate with a time stamp', ['certificate', 'erasure', ...outside], {
      erasure: JSON.stringify(await erased.document({ timeStamp: timeStamp.token })),
      checkpoint: erasedCheckpoint,
    }),
    of('a certificate alone', ['certificate', 'erasure', ...vkey], { erasure: document }),
    of('a certificate with a changed entry', ['certificate', 'erasure', ...vkey], {
      erasure: document.replace('officer-7', 'officer-8'),
    }),
    of('a certificate with a changed statement', ['certificate', 'erasure', ...vkey], {
      erasure: document.replace('reason no-longer-needed', 'reason unlawful'),
    }),
    of('no certificate', ['certificate', 'erasure', ...vkey], { erasure: '{}' }),
    of("a person's certificate", ['certificate', 'erasure', ...vkey], {
      erasure: erased.statement(),
    }),
    of(
      "whole: a person's certificate and export",
      ['certificate', 'erasure', ...vkey, '--export', 'own.jsonl'],
      {
        erasure: erased.statement(),
        'own.jsonl': erased.ownExport(),
      },
    ),
    of(
      "a person's certificate and an export without its entries",
      ['certificate', 'erasure', ...vkey, '--export', 'own.jsonl'],
      {
        erasure: erased.statement(),
        'own.jsonl': without(erased.ownExport(), 1),
      },
    ),
    of('whole: events', ['events', 'events.jsonl', '--export', 'export.jsonl'], {
      'events.jsonl': events,
      'export.jsonl': ofEvents,
    }),
    of('events without one', ['events', 'events.jsonl', '--export', 'export.jsonl'], {
      'events.jsonl': without(events, 1),
      'export.jsonl': ofEvents,
    }),
    of('no events', ['events', 'events.jsonl', '--export', 'export.jsonl'], {
      'events.jsonl': '',
      'export.jsonl': ofEvents,
    }),
  ];
}

async function withEvents(): Promise<{ events: string; ofEvents: string }> {
  const stored = [0, 1, 2].map(i =>
    Buffer.from(JSON.stringify({ data: { purpose: `p${i}` }, id: `event-${i}` })),
  );
  const entries = stored.map((bytes, n) =>
    JSON.stringify({
      event: `event-${n}`,
      eventHash: createHash('sha256').update(bytes).digest('base64url'),
      n,
    }),
  );
  const events = stored.map(bytes => `${JSON.stringify({ bytes: bytes.toString('base64') })}\n`).join('');
  return { events, ofEvents: await (await Register.with(entries)).export() };
}

function without(file: string, line: number): string {
  return file.split('\n').toSpliced(line, 1).join('\n');
}
