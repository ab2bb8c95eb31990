// Compiles to dist/ where anything has changed since, one process at a time: two starts, or a start and a test run,
// may want it at the same moment. Used by `npm run build`, `npm start` and the tests.
const { createHash } = require('node:crypto');
const {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const { dirname, join, relative } = require('node:path');

const root = join(__dirname, '..');
const dist = join(root, 'dist');
const stamp = join(dist, '.stamp');
const lock = join(root, '.build-lock');
const HOUSES = ['apps', 'libs', 'bench', 'tools'];

/** All files that the build reads, by path, size and time. */
function files() {
  return HOUSES.filter(house => existsSync(join(root, house)))
    .flatMap(house => readdirSync(join(root, house), { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

function digest(names) {
  const hash = createHash('sha256');
  for (const name of [...names, 'tsconfig.json', 'tsconfig.build.json', 'package.json']) {
    const { size, mtimeMs } = statSync(join(root, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const current = wanted => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Waits for a build that another process is at. */
function takeLock() {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    try {
      const pid = Number(readFileSync(lock, 'utf8'));
      if (pid > 0 && !alive(pid)) rmSync(lock, { force: true });
    } catch {
      // Released in between.
    }
    Atomics.wait(pause, 0, 0, 100);
  }
}

/** Compiles each source by swc, as the tests do; `npm run types` is what checks types. */
function compile(names) {
  const { transformFileSync } = require('@swc/core');
  for (const name of names.filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))) {
    if (/\.spec\.ts$|\/testing\//.test(name)) continue;
    const { code } = transformFileSync(join(root, name), { configFile: join(root, '.swcrc') });
    const target = join(dist, name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
}

/** What is read at run time and is no TypeScript; JSON that is imported is compiled already. */
function copyAssets(names) {
  for (const name of names.filter(file => !/\.(ts|cjs|mjs|md)$/.test(file))) {
    const target = join(dist, name);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, name), target);
  }
}

/** @param say told once when something is compiled at all */
function build(say = () => undefined) {
  // An installation without sources or compiler has been built before.
  if (!existsSync(join(root, 'tsconfig.build.json'))) return;
  if (current(digest(files()))) return;
  takeLock();
  try {
    const names = files();
    const wanted = digest(names);
    if (current(wanted)) return;
    say('Compiling to dist/ …');
    rmSync(dist, { recursive: true, force: true });
    compile(names);
    copyAssets(names);
    writeFileSync(stamp, wanted);
  } finally {
    rmSync(lock, { force: true });
  }
}

module.exports = { build };

if (require.main === module) {
  try {
    build(line => process.stdout.write(`${line}\n`));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
