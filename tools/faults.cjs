// `npm run test:faults -- --kills 100`: the fault tests, with as many kills as one likes.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const at = process.argv.indexOf('--kills');
const kills = at < 0 ? '25' : process.argv[at + 1];
const jest = join(__dirname, '../node_modules/jest/bin/jest.js');
const done = spawnSync(
  process.execPath,
  ['--disable-warning=ExperimentalWarning', jest, 'test/faults', '--runInBand'],
  {
    stdio: 'inherit',
    env: { ...process.env, INZAGE_TEST_KILLS: kills },
  },
);
process.exit(done.status ?? 1);
