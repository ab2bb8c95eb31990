// Starts one real PostgreSQL for the whole run; specs make databases of their own in it (test/setup/database.ts).
const { chmodSync, mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
require('./register.cjs');

module.exports = async () => {
  const { startEmbedded } = require('../../libs/database/embedded/index.ts');
  const folder = mkdtempSync(join(tmpdir(), 'inzage-test-'));
  const dataDir = join(folder, 'data');
  chmodSync(folder, 0o711);
  const postgres = await startEmbedded({
    dataDir,
    say: line => console.log(line),
    settings: { max_connections: '300' },
    syncFirst: false,
  });
  process.env.INZAGE_TEST_POSTGRES = postgres.superuserUrl;
  globalThis.__INZAGE_TEST_PG__ = { stop: postgres.stop, folder };
};
