// `npm run doctor`: builds where needed, then looks whether everything agrees; changes nothing.
const { join } = require('node:path');
const { build } = require('./build.cjs');

build(line => process.stderr.write(`${line}\n`));
require(join(__dirname, '../dist/apps/cli/doctor/main.js'));
