// `npm run import -- FILE`: builds where needed, then takes over existing customers.
const { join } = require('node:path');
const { build } = require('./build.cjs');

build(line => process.stderr.write(`${line}\n`));
require(join(__dirname, '../dist/apps/cli/import/main.js'));
