import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { removeOrphans } from './orphans.cjs';

test('of dist goes what no source makes any more, and nothing else', () => {
  const root = mkdtempSync(join(tmpdir(), 'inzage-orphans-'));
  const SOURCES = ['libs/wide/index.ts', 'libs/catalogue/data.json', 'apps/api/main.ts'];
  const made = ['libs/wide/index.js', 'libs/catalogue/data.json', 'apps/api/main.js', 'apps/console/page.js'];
  // Hides libs/wide; a source that was removed; an asset that was.
  const orphans = ['libs/wide.js', 'apps/api/gone/long.js', 'libs/catalogue/older.json'];
  for (const path of [...SOURCES, ...[...made, ...orphans].map(each => `dist/${each}`)]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
  removeOrphans(root);
  const left = (paths: readonly string[]): string[] =>
    paths.filter(path => existsSync(join(root, 'dist', path)));
  expect([left(made), left(orphans)]).toEqual([made, []]);
  rmSync(root, { recursive: true });
});
