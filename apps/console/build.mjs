// Builds the page into dist/apps/console, where the api serves it from; only when what it is made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const out = join(root, 'dist/apps/console');
const stamp = join(out, '.made-of');

/** What the page is made of: its own sources, the verifier, the words that the api has too, the versions of libraries. */
const SOURCES = [
  ...['apps/console', 'packages/inzage-verify/src'],
  ...['libs/features', 'libs/words', 'libs/kernel', 'libs/catalogue'],
];

/** Of features the codes that are stored, what they are called, and what can be objected to; of the catalogue its vocabularies. */
const CODES = {
  'libs/features': /[/\\](codes\.ts|objectable\.ts|words(\.ts|[/\\].*))$/,
  'libs/catalogue': /[/\\](terms|formats)\.ts$/,
};

function digest() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of SOURCES) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    for (const file of files
      .filter(each => each.isFile())
      .map(each => join(each.parentPath, each.name))
      .filter(each => CODES[folder]?.test(each) ?? true)
      .sort())
      hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

const made = digest();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== made) {
  const { build } = await import('vite');
  await build({
    root: here,
    base: '/console/',
    configFile: false,
    logLevel: 'error',
    // As package.json's imports, from the sources, and without what a browser has no use for.
    resolve: {
      alias: [
        { find: '#libs/kernel', replacement: join(root, 'libs/kernel/brussels.ts') },
        { find: /^#libs\/words\/(.*)$/, replacement: join(root, 'libs/words/$1/index.ts') },
        { find: /^#libs\/catalogue\/(.*)$/, replacement: join(root, 'libs/catalogue/$1.ts') },
        { find: '#libs/letters', replacement: join(root, 'libs/words/language.ts') },
        { find: /^#features\/(.*)$/, replacement: join(root, 'libs/features/$1.ts') },
      ],
    },
    oxc: { jsx: { runtime: 'automatic' } },
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'es2022',
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      modulePreload: { polyfill: false },
      // Nothing is inlined: the policy lets no data: URL through but for images.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rollupOptions: { input: [join(here, 'index.html'), join(here, 'silent.html')] },
    },
  });
  writeFileSync(stamp, made);
}
