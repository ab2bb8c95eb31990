// `npm run projections:rebuild -- NAME`: builds where needed, then rebuilds a read model beside the live one.
const { join } = require('node:path');
const { build } = require('./build.cjs');

build(line => process.stderr.write(`${line}\n`));
require(join(__dirname, '../dist/apps/cli/rebuild/main.js'));
