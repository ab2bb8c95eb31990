import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalText } from '#libs/kernel';
import vectors from '../../docs/formats/vectors/entries.json';
import { toHex, utf8 } from '../../packages/inzage-verify/src/bytes.js';
import { leafHash, Tree } from '../../packages/inzage-verify/src/tree.js';

const FORMATS = join(__dirname, '../../docs/formats');

describe('vectors of entries', () => {
  it('are entries that the register makes, with their leaves and roots', async () => {
    const golden = readFileSync(join(__dirname, '../register/golden.ndjson'), 'utf8').split('\n');
    const tree = new Tree();
    for (const [n, { entry, leafHash: leaf, root }] of vectors.entries.entries()) {
      expect(entry).toBe(golden[n]);
      expect(canonicalText(JSON.parse(entry))).toBe(entry);
      await tree.append(await leafHash(utf8(entry)));
      expect({ leaf: toHex(await leafHash(utf8(entry))), root: toHex(await tree.root()) }).toEqual({
        leaf,
        root,
      });
    }
  });
});

describe('docs/formats', () => {
  it('names every page and every file of vectors', () => {
    const readme = readFileSync(join(FORMATS, 'README.md'), 'utf8');
    const files = readdirSync(FORMATS).filter(name => name.endsWith('.md') && name !== 'README.md');
    const data = readdirSync(join(FORMATS, 'vectors'), { recursive: true, encoding: 'utf8' });
    const json = data.filter(name => name.endsWith('.json')).map(name => `vectors/${name}`);
    expect([...files, ...json].filter(name => !readme.includes(`(${name})`))).toEqual([]);
  });
});
