const { rmSync } = require('node:fs');
module.exports = async () => {
  const { stop, folder } = globalThis.__INZAGE_TEST_PG__;
  await stop();
  rmSync(folder, { recursive: true, force: true });
};
