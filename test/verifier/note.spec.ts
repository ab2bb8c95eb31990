import fc from 'fast-check';
import vectors from '../../docs/formats/vectors/notes.json';
import { openCheckpoint, parseCheckpoint } from '../../packages/inzage-verify/src/checkpoint.js';
import { openNote, parseKey, parseNote } from '../../packages/inzage-verify/src/note.js';
import { checkpointText, noteOf, Signer } from './notes';

describe('signed notes (C2SP signed-note)', () => {
  it.each(vectors.notes.map(vector => [vector.name, vector] as const))('%s', async (_, vector) => {
    const keys = await Promise.all(vector.vkeys.map(parseKey));
    const opened = await openNote(
      vector.note,
      keys.flatMap(key => key ?? []),
    );
    expect(opened.ok ? { text: opened.text } : { code: opened.code }).toEqual(vector.opens);
  });

  it.each(vectors.keys.map(vector => [vector.name, vector] as const))('key: %s', async (_, vector) => {
    expect((await parseKey(vector.vkey)) !== undefined).toBe(vector.valid);
  });

  it('of 10 MB is not read', () => {
    expect(parseNote(`${'a'.repeat(10_000_000)}\n\n— a AAAAAAA=\n`)).toBeUndefined();
  });

  it('open with the key that signed, and no longer when a character is changed', async () => {
    const signer = new Signer('log.example/a', 1);
    const key = (await parseKey(signer.vkey))!;
    const text = fc
      .array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 4 })

      .map(lines => `${lines.join('\n').replace(/[\u0000-\u0009\u000b-\u001f]/g, '.')}\n`)
      .filter(all => all !== '\n');
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), async (body, at) => {
        const note = noteOf(body, signer);
        expect(await openNote(note, [key])).toMatchObject({ ok: true, text: body });
        const chars = [...note];
        const i = at % chars.length;
        chars[i] = chars[i] === 'x' ? 'y' : 'x';
        expect((await openNote(chars.join(''), [key])).ok).toBe(false);
      }),
    );
  });
});

describe('checkpoints (C2SP tlog-checkpoint)', () => {
  const root = new Uint8Array(32);
  const log = new Signer('log.example/a', 1);
  const witness = new Signer('witness.example/w', 2, 4);

  it.each([
    'log.example/a\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n',
    'log.example/a\n9223372036854775808\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n',
    'log.example/a\n1\nAAAA\n',
    'log.example/a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n',
    'log.example/a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n',
    '\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n',
    'log.example/a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nmore\n',
    'log.example/a\n1\n',
  ])('%j is none', text => {
    expect(parseCheckpoint(text)).toBeUndefined();
  });

  it('keeps a size of 2^53 and more to the unit', () => {
    const sizes = [2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n];
    expect(sizes.map(size => parseCheckpoint(checkpointText('a', size, root))?.size)).toEqual(sizes);
  });

  it('is not opened by a cosignature alone: a witness does not sign for the log', async () => {
    const keys = [(await parseKey(log.vkey))!, (await parseKey(witness.vkey))!];
    const text = checkpointText('log.example/a', 1, root);
    expect(await openCheckpoint(noteOf(text, witness), keys)).toMatchObject({ code: 'no-known-signature' });
    const opened = await openCheckpoint(noteOf(text, log, witness), keys);
    expect(opened).toMatchObject({ ok: true, by: [{}, { time: 1_700_000_000n }] });
  });

  it('a retired key signs nothing larger than it ever signed', async () => {
    const key = (await parseKey(`${log.vkey}@5`))!;
    const of = (size: number): string => noteOf(checkpointText('log.example/a', size, root), log);
    expect(await openCheckpoint(of(5), [key])).toMatchObject({ ok: true });
    expect(await openCheckpoint(of(6), [key])).toMatchObject({ code: 'key-retired' });
  });
});
