// jest's runtime, but for two things. Specs run as before, each with all that it loads in a context of its own; but
// - what a module was compiled to is kept for the specs that the same worker runs after it. jest compiles anew, for each
//   spec, all that the spec loads: some three thousand modules where it opens parts of the service;
// - what belongs to the language is handed to modules as parameters: V8 does not find a global of such a context before it
//   has asked two functions of Node's, each time that a name is used.
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

// V8 throws away what it compiled of a function that has not run for a while: here the next spec runs it.
setFlagsFromString('--no-flush-bytecode');
// And it optimises what runs some hundred times: most of that has run by then. Seven times as much is hot.
setFlagsFromString('--interrupt-budget=1000000');

/** What no spec puts something else in the place of; not so clocks and timers. */
const LANGUAGE = [
  ...['Array', 'ArrayBuffer', 'BigInt', 'Boolean', 'Buffer', 'DataView', 'Error', 'Function', 'Infinity'],
  ...['Intl', 'JSON', 'Map', 'Math', 'NaN', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'Reflect'],
  ...['RegExp', 'Set', 'String', 'Symbol', 'SyntaxError', 'TypeError', 'URL', 'Uint8Array', 'WeakMap'],
  ...['WeakSet', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'],
];

/** By file name; a file is compiled again where its source is another. */
const kept = new Map();

function compiled(source, filename, parameters) {
  const before = kept.get(filename);
  if (before?.source === source) return before.script;
  const head = `(function (${LANGUAGE}) { return function (${parameters}) {`;
  // On the first line: the lines of a stack stay those of the file.
  const script = new Script(`${head}${source.replace(/^#!.*/, '')}\n};})`, {
    filename,
    columnOffset: -head.length,
  });
  kept.set(filename, { source, script });
  return script;
}

module.exports = class KeepingRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { executor, _environment: environment } = this;
    const language = LANGUAGE.map(name => environment.global[name]);
    const compile = executor.compile.bind(executor);
    executor.compile = (source, filename) => {
      const context = environment.getVmContext();
      if (context === null) return null;
      let script;
      try {
        script = compiled(source, filename, executor.injectedModuleParameters);
      } catch {
        // What is no CommonJS is told by jest.
        return compile(source, filename);
      }
      return script.runInContext(context)(...language);
    };
  }
};
