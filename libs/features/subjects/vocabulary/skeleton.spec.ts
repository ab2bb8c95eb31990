import { createHash } from 'node:crypto';
import fc from 'fast-check';
import confusables from './confusables.json';
import { loginSkeleton } from './skeleton';
import { caseFolded } from './text';

describe('UTS 39: login names that look alike have one skeleton', () => {
  test.each([
    ['paypal', 'pаypаl', 'Cyrillic а'],
    ['paypal', 'PAYPAL', 'letter case'],
    ['scope', 'ѕсоре', 'all Cyrillic'],
    ['bill', 'BiII', 'a capital I'],
    ['bill', 'bi11', 'a one'],
    ['bob', 'b0b', 'a zero'],
    ['marc', 'rnarc', 'r and n'],
    ['jan', 'ｊａｎ', 'full width'],
    ['jan', '𝗃𝖺𝗇', 'mathematical letters'],
    ['andré', 'andre\u0301', 'a combining mark'],
    ['ο', 'о', 'Greek and Cyrillic'],
  ])('%s and %s (%s)', (one, other) => {
    expect(loginSkeleton(other)).toBe(loginSkeleton(one));
  });

  test.each([
    ['jan', 'jean'],
    ['andre', 'andré'],
    ['biii', 'bill'],
    ['peeters', 'peters'],
  ])('%s and %s do not', (one, other) => {
    expect(loginSkeleton(other)).not.toBe(loginSkeleton(one));
  });

  test('every character of the table looks like its prototype, alone and within a name', () => {
    const all = Object.entries(confusables.prototypes).flatMap(([prototype, sources]) =>
      [...sources].map(source => [source, prototype] as const),
    );
    expect(all).toHaveLength(6565);
    // A composed character is taken apart before it is looked up.
    const wrong = all.filter(
      ([source, prototype]) =>
        [source, prototype].every(text => text === text.normalize('NFD')) &&
        loginSkeleton(`jan${source}`) !== loginSkeleton(`jan${prototype}`),
    );
    expect(wrong).toEqual([]);
  });

  test('whatever character a name has, its skeleton is found', () => {
    const unicode = Array.from({ length: 0x110000 }, (_, code) => code).filter(
      code => code < 0xd800 || code > 0xdfff,
    );
    for (const code of unicode) {
      const once = loginSkeleton(String.fromCodePoint(code));
      if (loginSkeleton(once) !== once) throw new Error(code.toString(16));
    }
  });

  test('it is its own skeleton, and never empty where the folded name is not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 64 }), name => {
        const once = loginSkeleton(name);
        expect(loginSkeleton(once)).toBe(once);
        if (caseFolded(name).replace(/\p{Default_Ignorable_Code_Point}/gu, '') !== '')
          expect(once).not.toBe('');
      }),
    );
  });
});

// Rows of the keyring hold hashes of skeletons. If this fails, another table took its place: it needs a kind of look-up of its own.
test('the table is the one that skeletons in keyrings were made by', () => {
  const digest = createHash('sha256').update(JSON.stringify(confusables.prototypes)).digest('hex');
  expect([confusables.version, digest]).toEqual([
    '17.0.0',
    'a5d580eda2cca4ecb2ae2463909b7cc261aef16e39f0b717b4bf94d7dd16847e',
  ]);
});
