// One real PostgreSQL for the whole run; specs make databases of their own in it (test/setup/database.ts).
const { spawn } = require('node:child_process');
const { chmodSync, mkdtempSync } = require('node:fs');
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

/** Two projects may ask for it in one run. */
exports.startPostgres = async () => {
  if (globalThis.__INZAGE_TEST_PG__) return;
  const { startEmbedded } = require('../../tools/embedded-postgres/index.ts');
  const folder = mkdtempSync(join(tmpdir(), 'inzage-test-'));
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
    settings: { max_connections: '300', fsync: 'off', full_page_writes: 'off', scram_iterations: '1' },
    syncFirst: false,
  });
  process.env.INZAGE_TEST_POSTGRES = postgres.superuserUrl;
  globalThis.__INZAGE_TEST_PG__ = { stop: postgres.stop, folder };
};
