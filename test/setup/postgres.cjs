// One real PostgreSQL for the whole run; specs make databases of their own in it (test/setup/database.ts).
const { spawn } = require('node:child_process');
const { accessSync, chmodSync, constants, mkdtempSync, statfsSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
require('./register.cjs');

// Waits for the end of its standard input, so of this process, however it ends; then stops and removes what is left.
const REMOVE_WITH_PARENT = `
  cat >/dev/null
  pid="$1/data/postgres/cluster/postmaster.pid"
  if [ -f "$pid" ]; then kill -INT "$(head -n 1 "$pid")"; fi
  while [ -f "$pid" ]; do sleep 0.1; done
  rm -rf "$1"`;

const MEMORY = '/dev/shm';
/** Bytes; a run has a few hundred megabytes at a time. */
const ROOM = 4 * 2 ** 30;

/**
 * In memory, where Linux has room there: a database of a spec is hundreds of small files that live for seconds, and making
 * them on a disk that others use takes ten times as much processor time.
 */
function place() {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return Math.min(bavail * bsize, process.availableMemory()) > ROOM ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Two projects may ask for it in one run. */
exports.startPostgres = async () => {
  if (globalThis.__INZAGE_TEST_PG__) return;
  const { startEmbedded } = require('../../tools/embedded-postgres/index.ts');
  const folder = mkdtempSync(join(place(), 'inzage-test-'));
  chmodSync(folder, 0o711);
  const remover = spawn('sh', ['-c', REMOVE_WITH_PARENT, 'sh', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  remover.unref();
  remover.stdin.unref();
  const postgres = await startEmbedded({
    dataDir: join(folder, 'data'),
    say: line => console.log(line),
    // What is thrown away with the run need not outlive the machine: what a killed process wrote is there all the same.
    // Nor need its passwords resist being tried: each connection would pay for that.
    settings: {
      max_connections: '300',
      fsync: 'off',
      full_page_writes: 'off',
      scram_iterations: '1',
      // It may be in memory.
      max_wal_size: '256MB',
    },
    syncFirst: false,
  });
  process.env.INZAGE_TEST_POSTGRES = postgres.superuserUrl;
  globalThis.__INZAGE_TEST_PG__ = { stop: postgres.stop, folder };
};
