import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listed, RULES } from './rules';

const root = join(__dirname, '../..');
const sources = ['libs', 'apps/api'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /(?<!\.spec)\.ts$/.test(name) && !name.endsWith('kernel/rules.ts'))
    .map(name => readFileSync(join(root, folder, name), 'utf8')),
);

// That nothing is answered which is not listed is the compiler's to say: `rule` is one of these names.
test('each rule that is listed is one that something answers', () => {
  const named = (rule: string): boolean => sources.some(text => text.includes(`'${rule}'`));
  expect(named('no-such-rule')).toBe(false);
  expect(Object.keys(RULES).filter(rule => !named(rule))).toEqual([]);
});

test('each says in a sentence what is wrong, and names nothing of the caller', () => {
  for (const [rule, what] of Object.entries(RULES))
    expect([rule, what]).toEqual([rule, expect.stringMatching(/^[A-Z`].*[.]$/)]);
});

test('a list for a description is Markdown', () => {
  expect(listed({ one: 'first', two: 'second' })).toBe('- `one`: first\n- `two`: second');
});
