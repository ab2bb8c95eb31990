import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes the table of libs/features/subjects/vocabulary/confusables.json from Unicode's confusables.txt (UTS 39,
 * https://www.unicode.org/Public/security/): `npm run data:confusables -- confusables.txt`. Another table is another kind
 * of look-up, see `skeleton.ts`.
 */
const text = readFileSync(process.argv[2]!, 'utf8').replace(/^\uFEFF/, '');
const sources = new Map<string, string>();
const characters = (hex: string): string =>
  hex
    .trim()
    .split(/\s+/)
    .map(code => String.fromCodePoint(parseInt(code, 16)))
    .join('');
for (const [, source, target] of text.matchAll(/^([0-9A-F]+) ;\t([0-9A-F ]+) ;\tMA/gm)) {
  const like = characters(target!);
  sources.set(like, (sources.get(like) ?? '') + characters(source!));
}
const table = {
  title:
    'Confusable characters of UTS 39: each prototype with the characters that look like it. Made from confusables.txt.',
  notice: /^# (© .*)$/m.exec(text)![1],
  licence: 'https://www.unicode.org/license.txt',
  version: /^# Version: (.*)$/m.exec(text)![1],
  prototypes: Object.fromEntries([...sources].sort(([a], [b]) => (a < b ? -1 : 1))),
};
writeFileSync('libs/features/subjects/vocabulary/confusables.json', `${JSON.stringify(table, null, 2)}\n`);
