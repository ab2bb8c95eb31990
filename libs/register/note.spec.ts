import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import {
  checkpointText,
  cosignedAt,
  isSignedBy,
  MalformedNote,
  readCheckpoint,
  readNote,
  readSignature,
  readVkey,
  signNote,
  vkeyOf,
} from './note';

// The example of the C2SP signed note's text and key, as everybody else verifies it.
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const NOTE =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

const rule = (read: () => unknown): string | undefined => {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof MalformedNote) return error.rule;
    throw error;
  }
};

describe('C2SP signed-note', () => {
  test('the vector verifies, and with one character changed it does not', () => {
    const { text, signatures } = readNote(NOTE);
    expect(isSignedBy(text, signatures[0]!, readVkey(VKEY))).toBe(true);
    expect(isSignedBy(text.replace('example', 'Example'), signatures[0]!, readVkey(VKEY))).toBe(false);
  });

  test('what is signed verifies by the key that is told of it, and by no other', () => {
    const texts = fc.array(fc.stringMatching(/^[ -~é—]{1,40}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(texts, lines => {
        const [one, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
        const text = `${lines.join('\n')}\n`;
        const note = readNote(signNote(text, 'a.example/log', one.privateKey));
        const [signature] = note.signatures;
        expect(note.text).toBe(text);
        expect(isSignedBy(text, signature!, readVkey(vkeyOf('a.example/log', one.publicKey)))).toBe(true);
        expect(isSignedBy(text, signature!, readVkey(vkeyOf('a.example/log', other.publicKey)))).toBe(false);
        // A known name with another id, and the same key under another name.
        expect(isSignedBy(text, signature!, readVkey(vkeyOf('b.example/log', one.publicKey)))).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['note-form', ''],
    ['note-form', 'text\n'],
    ['note-form', NOTE.slice(0, -1)],
    ['signature-form', 'text\n\n'],
    ['signature-form', `${NOTE}\n`],
    ['note-control-character', NOTE.replaceAll('\n', '\r\n')],
    ['note-control-character', NOTE.replace('This', 'Th\u0000is')],
    ['note-too-large', 'x'.repeat(10_000_000) + NOTE],
    ['signature-form', NOTE.replace('— ', '- ')],
    ['signature-form', NOTE.replace('example.com/foo', 'example.com+foo')],
    ['signature-base64', NOTE.replace('aQM=', 'aQN=')],
    ['signature-length', `text\n\n— a UjGc\n`],
    ['note-signatures', `text\n\n${'— a UjGcAAAA\n'.repeat(65)}`],
  ])('%s: a note that is none', (what, note) => {
    expect(rule(() => readNote(note))).toBe(what);
  });

  test.each([
    ['vkey-form', 'example.com/foo'],
    ['vkey-form', VKEY.replace('example', 'exam ple')],
    ['vkey-id', VKEY.replace('530d903a', '530d903b')],
    ['vkey-id', VKEY.replace('foo', 'fob')],
    ['vkey-type', VKEY.replace('+AekyeR', '+CekyeR')],
    ['vkey-base64', `${VKEY}=`],
  ])('%s: a key that is none', (what, vkey) => {
    expect(rule(() => readVkey(vkey))).toBe(what);
  });
});

describe('C2SP tlog-checkpoint', () => {
  const HEAD = { origin: 'example.com/behind-the-sofa', size: 20852163n, root: Buffer.alloc(32, 7) };

  test('says origin, size and root, whatever the size', () => {
    for (const size of [0n, 1n, 2n ** 53n + 1n, 2n ** 62n])
      expect(readCheckpoint(checkpointText({ ...HEAD, size }))).toEqual({ ...HEAD, size });
  });

  test('may have lines of its log’s own after them', () => {
    expect(readCheckpoint(`${checkpointText(HEAD)}more\n`)).toEqual(HEAD);
  });

  test.each([
    ['checkpoint-form', '\n1\nx\n'],
    ['checkpoint-form', checkpointText(HEAD).slice(0, -1)],
    ['checkpoint-form', `${checkpointText(HEAD)}\nmore\n`],
    ['checkpoint-size', checkpointText(HEAD).replace('20852163', '020852163')],
    ['checkpoint-size', checkpointText(HEAD).replace('20852163', '-1')],
    ['checkpoint-size', checkpointText(HEAD).replace('20852163', '1e9')],
    ['checkpoint-size', checkpointText(HEAD).replace('20852163', `${2n ** 65n}`)],
    ['checkpoint-root', checkpointText({ ...HEAD, root: Buffer.alloc(31) })],
    ['checkpoint-root', checkpointText(HEAD).replace('=', '')],
  ])('%s: a text that is none', (what, text) => {
    expect(rule(() => readCheckpoint(text))).toBe(what);
  });
});

test('C2SP tlog-cosignature: the time of a cosignature is read from it', () => {
  // The example of the specification.
  const line =
    '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==';
  expect(cosignedAt(readSignature(line))).toEqual(new Date(1_679_315_147_000));
});
