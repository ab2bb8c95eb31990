// `npm run demo`: builds where needed, then tells the story.
const { join } = require('node:path');
const { build } = require('./build.cjs');

build(line => process.stdout.write(`${line}\n`));
require(join(__dirname, '../dist/tools/demo/main.js'));
