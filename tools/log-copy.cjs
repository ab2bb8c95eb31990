// `npm run log:copy -- --from URL --to URL`: builds where needed, then copies a log to another engine or database.
const { join } = require('node:path');
const { build } = require('./build.cjs');

build(line => process.stderr.write(`${line}\n`));
require(join(__dirname, '../dist/apps/cli/log-copy/main.js'));
