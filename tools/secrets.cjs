// `npm run secrets -- new`: builds where needed, then makes a secrets file.
const { join } = require('node:path');
const { build } = require('./build.cjs');

build(line => process.stderr.write(`${line}\n`));
require(join(__dirname, '../dist/apps/cli/secrets/main.js'));
