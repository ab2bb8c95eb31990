// Starts a program from the bundle, compiled as an earlier run left it (V8's code cache). V8 refuses what is of another
// version or of other options; where nothing can be written, each start compiles.
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const v8 = require('node:v8');
const { constants, Script } = require('node:vm');

const filename = join(__dirname, 'index.js');
const folder = join(__dirname, 'compiled');
/** By then what a start needs has run. A process may end by a signal that leaves no time for more. */
const STARTED_MS = 5_000;

// The heap may double before V8 looks through all of it again (docs/adr/0059-the-heap-may-double.md). Before anything is
// compiled: what was compiled under other options is refused.
v8.setFlagsFromString('--heap-growing-percent=100');

exports.launch = program => {
  const source = readFileSync(filename, 'latin1');
  // V8 tells two sources apart by their lengths alone: the first line says what this one is made of.
  const made = source.slice(3, 19);
  const file = join(folder, `${program}-${made}-${process.version}-${process.arch}`);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename,
    cachedData: read(file),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (script.cachedDataRejected !== false) keepLater(script, file);
  const module = { exports: {} };
  const run = script.runInThisContext();
  run(module.exports, createRequire(filename), module, filename, __dirname);
  module.exports[program]();
};

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** With the functions that have run by then. */
function keepLater(script, file) {
  let kept = false;
  const keep = () => {
    if (kept) return;
    kept = true;
    try {
      mkdirSync(folder, { recursive: true });
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, script.createCachedData());
      renameSync(draft, file);
    } catch {
      // Not ours to write: the image's, such as.
    }
  };
  setTimeout(keep, STARTED_MS).unref();
  process.once('exit', keep);
}
