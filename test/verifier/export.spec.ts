import { leafHash } from '../../packages/inzage-verify/src/tree.js';
import { parseKey } from '../../packages/inzage-verify/src/note.js';
import { verifyExport } from '../../packages/inzage-verify/src/export.js';
import { verifyConsistency, verifyInclusion } from '../../packages/inzage-verify/src/proofs.js';
import { Signer } from './notes';
import { ORIGIN, Register } from './registers';

type Verdict = Awaited<ReturnType<typeof verifyExport>>;
type Key = NonNullable<Awaited<ReturnType<typeof parseKey>>>;

const key = async (vkey: string): Promise<Key> => (await parseKey(vkey))!;
let register: Register;
let keys: readonly Key[];

beforeAll(async () => {
  register = await Register.of(9);
  keys = [await key(register.log.vkey)];
});

interface Outside {
  readonly keys?: readonly Key[];
  readonly checkpoints?: readonly string[];
  readonly witnesses?: readonly Key[];
  readonly earlier?: string;
}

/** The file comes in small pieces, cut where it may be. */
function verify(file: string, { earlier, ...outside }: Outside = {}): Promise<Verdict> {
  const kept = earlier === undefined ? {} : { earlier: [Buffer.from(earlier)] };
  return verifyExport(pieces(Buffer.from(file)), { keys, ...outside, ...kept });
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

describe('a whole export of the register (Art. 5(2): anybody can check it)', () => {
  it('is proved by a checkpoint of its size from outside', async () => {
    const verdict = await verify(await register.export(), { checkpoints: [await register.checkpoint()] });
    expect(verdict).toMatchObject({ verdict: 'proved', size: '9', provenTo: '9', origin: ORIGIN });
  });

  it('with its own checkpoint only, it is as the log signed it: another verdict', async () => {
    const verdict = await verify(await register.export());
    expect(verdict).toMatchObject({ verdict: 'signed', code: 'whole-up-to-size', provenTo: '0' });
    expect(verdict.message).toContain('nothing outside says that 9 is all');
  });

  it('that is longer than the checkpoint from outside is proved as far as that one goes', async () => {
    const verdict = await verify(await register.export(), { checkpoints: [await register.checkpoint(4)] });
    expect(verdict).toMatchObject({ verdict: 'signed', provenTo: '4' });
  });

  it('an empty checkpoint from outside says nothing', async () => {
    const verdict = await verify(await register.export(), { checkpoints: [await register.checkpoint(0)] });
    expect(verdict).toMatchObject({ verdict: 'signed', provenTo: '0' });
  });

  it('a witness that cosigned its checkpoint speaks from outside', async () => {
    const witnesses = [await key(register.witness.vkey)];
    const checkpoint = await register.checkpoint(9, register.log, register.witness);
    expect(await verify(await register.export({ checkpoint }), { witnesses })).toMatchObject({
      verdict: 'proved',
    });
    expect(await verify(await register.export(), { witnesses })).toMatchObject({ verdict: 'signed' });
    expect(
      await verify(await register.export(), { witnesses, checkpoints: [await register.checkpoint()] }),
    ).toMatchObject({ verdict: 'not-compared', code: 'checkpoint-not-cosigned' });
  });

  it('without a checkpoint of its own it is proved by one from outside, and nothing is said without', async () => {
    const file = await register.export({ checkpoint: null });
    expect(await verify(file, { checkpoints: [await register.checkpoint()] })).toMatchObject({
      verdict: 'proved',
    });
    expect(await verify(file, { checkpoints: [await register.checkpoint(5)] })).toMatchObject({
      verdict: 'not-compared',
      code: 'rest-under-no-checkpoint',
    });
    expect(await verify(file)).toMatchObject({ verdict: 'not-compared', code: 'no-checkpoint' });
  });

  it('of an empty register is what its checkpoint says', async () => {
    const empty = await Register.of(0);
    const checkpoints = [await empty.checkpoint()];
    expect(await verify(await empty.export(), { checkpoints })).toMatchObject({
      verdict: 'proved',
      size: '0',
    });
  });
});

describe('a whole export that was tampered with', () => {
  const tampered = async (change: (lines: string[]) => string[], outside?: Outside): Promise<Verdict> => {
    const file = change((await register.export()).split('\n').slice(0, -1)).join('\n') + '\n';
    return verify(file, outside ?? { checkpoints: [await register.checkpoint()] });
  };
  const changed = (lines: string[]): string[] => lines.map(line => line.replace('é 3', 'è 3'));

  it('a changed entry is found; an earlier checkpoint narrows it down, an earlier export names it', async () => {
    expect(await tampered(changed)).toMatchObject({
      verdict: 'disproved',
      code: 'root-differs',
      first: { from: '0', to: '8' },
    });
    const checkpoints = [
      await register.checkpoint(),
      await register.checkpoint(3),
      await register.checkpoint(5),
    ];
    expect(await tampered(changed, { checkpoints })).toMatchObject({
      first: { from: '3', to: '4' },
      provenTo: '3',
    });
    expect(await tampered(changed, { checkpoints, earlier: await register.export() })).toMatchObject({
      first: { from: '3', to: '3' },
    });
  });

  it.each<[string, (lines: string[]) => string[], string, string]>([
    ['two swapped', swap, 'numbers-not-in-order', '3'],
    ['two swapped under their old numbers', swapTexts, 'number-differs', '3'],
    ['one deleted', lines => lines.toSpliced(4, 1), 'numbers-not-in-order', '3'],
    ['one inserted', lines => lines.toSpliced(4, 0, lines[4]!), 'numbers-not-in-order', '4'],
    ['the last ones deleted', lines => lines.toSpliced(8, 2).with(-1, '{"end":"7"}'), 'entries-missing', '7'],
    ['an end that counts others', lines => lines.with(-1, '{"end":"8"}'), 'end-differs', '9'],
    ['an entry that cannot be read', lines => lines.with(4, '{"n":"3"}'), 'line-malformed', '3'],
    [
      'an entry with half a character',
      lines => lines.with(4, '{"n":"3","entry":"\\ud800"}'),
      'line-malformed',
      '3',
    ],
    [
      'more than its head says',
      lines => lines.toSpliced(10, 0, '{"n":"9","entry":"{\\"n\\":9}"}'),
      'beyond-the-end',
      '9',
    ],
  ])('%s', async (_, change, code, first) => {
    expect(await tampered(change)).toMatchObject({
      verdict: 'disproved',
      code,
      first: { from: first, to: first },
    });
  });

  it('cut with its head and a new signature, only the checkpoint from outside tells', async () => {
    const cut = await Register.with(register.entries.slice(0, 7));
    expect(await verify(await cut.export())).toMatchObject({ verdict: 'signed', code: 'whole-up-to-size' });
    expect(await verify(await cut.export(), { checkpoints: [await register.checkpoint()] })).toMatchObject({
      verdict: 'disproved',
      code: 'entries-missing',
      first: { from: '7', to: '7' },
    });
  });

  it('a second history with a signature of its own is disproved by a checkpoint of the first', async () => {
    const other = await Register.of(9, 'other');
    expect(await verify(await other.export(), { checkpoints: [await register.checkpoint(2)] })).toMatchObject(
      {
        verdict: 'disproved',
        first: { from: '0', to: '1' },
      },
    );
    const checkpoints = [await register.checkpoint(), await other.checkpoint()];
    expect(await verify(await register.export(), { checkpoints })).toMatchObject({ code: 'two-histories' });
  });

  it('cut off, it shows nothing', async () => {
    const file = await register.export();
    const checkpoints = [await register.checkpoint()];
    for (const end of [0, 1, 100, file.indexOf('\n') + 1, file.lastIndexOf('{"end"'), file.length - 1])
      expect(await verify(file.slice(0, end), { checkpoints })).toMatchObject({ verdict: 'not-compared' });
  });
});

describe('what came with an export is not what it is checked by', () => {
  it('a checkpoint of an unknown key', async () => {
    const forger = new Signer(ORIGIN, 9);
    const file = await register.export({ checkpoint: await register.checkpoint(9, forger) });
    expect(await verify(file)).toMatchObject({
      verdict: 'not-compared',
      code: 'enclosed-no-known-signature',
    });
  });

  it('a checkpoint whose signature is wrong, or of another size, or of a key that was retired', async () => {
    const checkpoint = (await register.checkpoint()).replace(/\n9\n/, '\n8\n');
    expect(await verify(await register.export({ checkpoint }))).toMatchObject({
      code: 'enclosed-signature-wrong',
    });
    const smaller = await register.export({ checkpoint: await register.checkpoint(8) });
    expect(await verify(smaller)).toMatchObject({ verdict: 'disproved', code: 'enclosed-of-another-size' });
    const retired = [await key(`${register.log.vkey}@8`)];
    const chunks = [Buffer.from(await register.export())];
    expect(await verifyExport(chunks, { keys: retired })).toMatchObject({ code: 'enclosed-key-retired' });
  });

  it('an export of another origin, or of another format', async () => {
    const log = new Signer('another.example/1', 1);
    const both = [...keys, await key(log.vkey)];
    const file = await register.export({ checkpoint: await register.checkpoint(9, log) });
    expect(await verify(file, { keys: both, checkpoints: [await register.checkpoint()] })).toMatchObject({
      verdict: 'not-compared',
      code: 'another-origin',
    });
    for (const change of [
      { format: 'inzage/register-export/2' },
      { from: 0 },
      { to: '-1' },
      { scope: 'some' },
      { size: '1' },
    ])
      expect(await verify(await register.export(change))).toMatchObject({ verdict: 'not-compared' });
  });
});

describe('a part of the register', () => {
  const part = { scope: 'range', from: '2', to: '6' };

  it('is proved entry by entry under a checkpoint from outside', async () => {
    const checkpoints = [await register.checkpoint()];
    expect(await verify(await register.export(part), { checkpoints })).toMatchObject({
      verdict: 'proved',
      size: '4',
    });
    const selected = await verify(await register.export({}, [1, 4, 8]), { checkpoints });
    expect(selected).toMatchObject({ verdict: 'proved', size: '3' });
    expect(selected.message).toContain('that the selection left nothing out is not proved');
    expect(await verify(await register.export(part))).toMatchObject({ verdict: 'signed' });
  });

  it('says which entry is not in the tree', async () => {
    const checkpoints = [await register.checkpoint()];
    const file = (await register.export({}, [1, 4, 8])).replace('é 4', 'è 4');
    expect(await verify(file, { checkpoints })).toMatchObject({
      verdict: 'disproved',
      first: { from: '4', to: '4' },
    });
    const gap = (await register.export(part)).split('\n').toSpliced(2, 1).join('\n');
    expect(await verify(gap, { checkpoints })).toMatchObject({
      verdict: 'disproved',
      first: { from: '3', to: '3' },
    });
  });

  it('without proofs or without an entry compares nothing', async () => {
    const without = (await register.export(part)).replace(/,"proof":\[[^\]]*\]/, '');
    expect(await verify(without)).toMatchObject({ verdict: 'not-compared', code: 'no-proof' });
    expect(await verify(await register.export({}, []))).toMatchObject({ code: 'nothing-to-compare' });
  });
});

describe('proofs as files', () => {
  const tlogProof = async (n: number): Promise<string> =>
    [
      'c2sp.org/tlog-proof@v1',
      `index ${n}`,
      ...(await register.proof(n)),
      '',
      await register.checkpoint(),
    ].join('\n');

  it('C2SP tlog-proof', async () => {
    const text = await tlogProof(4);
    const bytes = Buffer.from(register.entries[4]!);
    const checkpoints = [await register.checkpoint()];
    expect(await verifyInclusion(text, { bytes }, { keys })).toMatchObject({ verdict: 'signed' });
    expect(await verifyInclusion(text, { bytes }, { keys, checkpoints })).toMatchObject({
      verdict: 'proved',
    });
    expect(await verifyInclusion(text, { hash: await leafHash(bytes) }, { keys, checkpoints })).toMatchObject(
      {
        verdict: 'proved',
      },
    );
    const extra = text.replace('index', 'extra AAAA\nindex');
    expect(await verifyInclusion(extra, { bytes }, { keys, checkpoints })).toMatchObject({
      verdict: 'proved',
    });
    const other = Buffer.from(register.entries[5]!);
    expect(await verifyInclusion(text, { bytes: other }, { keys })).toMatchObject({ verdict: 'disproved' });
    for (const wrong of ['index 04', 'index 5', 'index 9', 'index 9007199254740992', 'index -1', 'index'])
      expect((await verifyInclusion(text.replace('index 4', wrong), { bytes }, { keys })).verdict).not.toBe(
        'signed',
      );
  });

  it('the answer of the API needs a checkpoint of its size from outside', async () => {
    const text = JSON.stringify({ n: '4', size: '9', proof: await register.proof(4) });
    const bytes = Buffer.from(register.entries[4]!);
    expect(await verifyInclusion(text, { bytes }, { keys })).toMatchObject({ code: 'no-checkpoint-of-size' });
    const checkpoints = [await register.checkpoint()];
    expect(await verifyInclusion(text, { bytes }, { keys, checkpoints })).toMatchObject({
      verdict: 'proved',
    });
  });

  it('consistency between two checkpoints', async () => {
    const text = JSON.stringify({ proof: await register.consistency(4) });
    const checkpoints = [await register.checkpoint(9), await register.checkpoint(4)];
    expect(await verifyConsistency(text, { keys, checkpoints })).toMatchObject({
      verdict: 'proved',
      size: '9',
    });
    const other = await Register.of(9, 'other');
    const forked = [await register.checkpoint(4), await other.checkpoint()];
    expect(await verifyConsistency(text, { keys, checkpoints: forked })).toMatchObject({
      verdict: 'disproved',
    });
    const empty = [await register.checkpoint(0), await register.checkpoint()];
    expect(await verifyConsistency('{"proof":[]}', { keys, checkpoints: empty })).toMatchObject({
      verdict: 'not-compared',
    });
  });
});

/** Entries 3 and 4 in each other's place. */
function swap(lines: string[]): string[] {
  return lines.with(4, lines[5]!).with(5, lines[4]!);
}

/** Their texts in each other's place. */
function swapTexts(lines: string[]): string[] {
  return lines
    .with(4, lines[5]!.replace('"n":"4"', '"n":"3"'))
    .with(5, lines[4]!.replace('"n":"3"', '"n":"4"'));
}
