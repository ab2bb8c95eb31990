// `npm start`: builds where needed, then is the service: one process, so that a signal reaches it.
const { join } = require('node:path');
const { build } = require('./build.cjs');

try {
  build(line => process.stdout.write(`${line}\n`));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
require(join(__dirname, '../dist/apps/api/main.js'));
