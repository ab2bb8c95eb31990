// Compiles to dist/ as `npm start` does for the specs that start the service, where a source is newer than what is there;
// one test run at a time.
const { execFileSync } = require('node:child_process');
const { mkdirSync, readdirSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
require('./register.cjs');

const root = join(__dirname, '../..');
const stamp = join(root, 'dist/.compiled-for-tests');
const FOLDERS = ['apps', 'libs', 'bench', 'tools'];
const SETTINGS = [
  'nest-cli.json',
  '.swcrc',
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
];

const changedAt = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;

/** Folders too: a file that was removed shows in its folder's time. */
function newestSource() {
  const below = FOLDERS.flatMap(folder => [
    folder,
    ...readdirSync(join(root, folder), { recursive: true }).map(name => join(folder, name)),
  ]);
  return Math.max(...[...below, ...SETTINGS].map(name => changedAt(join(root, name))));
}

async function locked(act) {
  const { acquireLock, LockHeld } = require('../../tools/embedded-postgres/lock.ts');
  const folder = join(root, 'node_modules/.cache');
  mkdirSync(folder, { recursive: true });
  for (;;) {
    try {
      const lock = acquireLock(join(folder, 'compile-for-tests.lock'));
      try {
        return act();
      } finally {
        lock.release();
      }
    } catch (error) {
      if (!(error instanceof LockHeld)) throw error;
      await delay(100);
    }
  }
}

const run = (...program) => execFileSync(process.execPath, program, { cwd: root, stdio: 'pipe' });

exports.compile = () =>
  locked(() => {
    if (newestSource() > changedAt(stamp)) {
      const began = new Date();
      run('node_modules/.bin/nest', 'build');
      writeFileSync(stamp, `${began.toISOString()}\n`);
    }
    // Whoever has compiled since without it leaves programs that start slowly.
    run('apps/bundle/build.mjs');
  });
