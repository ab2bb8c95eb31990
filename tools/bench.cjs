// `npm run bench -- --json FILE`: builds where needed, then measures side by side with peers.
// `npm run bench -- --memory 1000000`: measures memory over so many events instead.
const { join } = require('node:path');
const { build } = require('./build.cjs');

build(line => process.stderr.write(`${line}\n`));
require(join(__dirname, '../dist/bench', process.argv.includes('--memory') ? 'memory.js' : 'main.js'));
