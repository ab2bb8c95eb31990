// `npm run bench -- --json FILE`: builds where needed, then measures side by side with peers.
const { join } = require('node:path');
const { build } = require('./build.cjs');

build(line => process.stderr.write(`${line}\n`));
require(join(__dirname, '../dist/bench/main.js'));
