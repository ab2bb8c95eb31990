// Starts a program from the bundle, compiled as an earlier run left it (V8's code cache). V8 refuses what is of another
// version or of other options; where nothing can be written, each start compiles. Nearly all that runs at a start runs once
// or twice: until it is over, V8's optimising compiler (TurboFan) is off.
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { constants, Script } = require('node:vm');

const filename = join(__dirname, 'index.js');
const folder = join(__dirname, 'compiled');
/** A program that has started says so by this event of its process. */
const STARTED = 'inzage:started';
/** Of one that does not say so. A process may end by a signal that leaves no time for more. */
const STARTED_MS = 5_000;
/** Whoever started the process wants nothing optimised: then it stays so. */
const UNOPTIMISED = /^--(no[-_]?opt|jitless)$/;

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
  const optimises = !optionsOf(process).some(option => UNOPTIMISED.test(option));
  if (optimises) setFlagsFromString('--no-opt');
  afterStart(() => {
    // Before anything is kept: it is kept for these options.
    if (optimises) setFlagsFromString('--opt');
    if (script.cachedDataRejected !== false) keep(script, file);
  });
  const module = { exports: {} };
  const run = script.runInThisContext();
  run(module.exports, createRequire(filename), module, filename, __dirname);
  module.exports[program]();
};

function optionsOf({ execArgv, env }) {
  return [...execArgv, ...(env.NODE_OPTIONS ?? '').split(/\s+/)];
}

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Once: when the program says that it has started, after a time, or at the end of a process that ends before. */
function afterStart(act) {
  let done = false;
  const once = () => {
    if (!done) act();
    done = true;
  };
  process.once(STARTED, once);
  setTimeout(once, STARTED_MS).unref();
  process.once('exit', once);
}

/** With the functions that have run by then. */
function keep(script, file) {
  try {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, script.createCachedData());
    renameSync(draft, file);
  } catch {
    // Not ours to write: the image's, such as.
  }
}
