// jest's runtime, but for three things. Each spec has modules of its own as before; but
// - packages (node_modules) are loaded once for all specs that run in one environment (environment.cjs), unless a spec puts
//   something in the place of a module: jest loads them anew for each spec, three thousand modules where it opens the service;
// - what our own modules were compiled to is kept for the specs that the same worker runs after it;
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

const isPackage = path => path.includes('/node_modules/');
/** Of jest's own modules those that keep what they were told of a spec. */
const TOLD_OF_SPEC = /\/node_modules\/(@jest\/expect|expect|jest-circus|jest-each|jest-snapshot)\//;
const isTool = path => !TOLD_OF_SPEC.test(path);

/** Packages, and what jest itself runs a spec with, by file name; for each environment. */
const loaded = new WeakMap();

function loadedInto(environment) {
  if (!loaded.has(environment)) loaded.set(environment, { packages: new Map(), tools: new Map() });
  return loaded.get(environment);
}

/** The modules of one spec: its own, and those that it shares with the specs before it. */
class Modules extends Map {
  constructor(shared, isShared) {
    super();
    Object.assign(this, { shared, isShared });
  }

  get(path) {
    if (!super.has(path) && this.isShared(path) && this.shared.get(path)?.loaded) {
      super.set(path, this.shared.get(path));
    }
    return super.get(path);
  }

  has(path) {
    return this.get(path) !== undefined;
  }

  set(path, module) {
    if (this.isShared(path)) this.shared.set(path, module);
    return super.set(path, module);
  }

  delete(path) {
    if (this.isShared(path)) this.shared.delete(path);
    return super.delete(path);
  }
}

/** Of the spec that runs: what a shared module loads late is loaded for that one. */
let running;

module.exports = class SharingRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    running = this;
    this.shareModules();
    this.keepCompiled();
  }

  shareModules() {
    const { registries, requireBuilder, executor, testMainModule, mockState, jestGlobals } = this;
    const { packages, tools } = loadedInto(this._environment);
    const replacesNothing = () => mockState.noMockCanApply(mockState.explicitCjsMock);
    registries.moduleRegistry = new Modules(packages, path => isPackage(path) && replacesNothing());
    registries.internalModuleRegistry = new Modules(tools, isTool);
    requireBuilder.requireDispatch = (from, name) =>
      (isPackage(from) ? running : this).requireModuleOrMock(from, name);
    requireBuilder.requireInternal = (from, name) => running.requireInternalModule(from, name);
    const jestObjectFor = jestGlobals.jestObjectFor.bind(jestGlobals);
    jestGlobals.jestObjectFor = path => (isPackage(path) ? undefined : jestObjectFor(path));
    const exec = executor.exec.bind(executor);
    let within = false;
    executor.exec = (module, options, ...rest) => {
      if (within || !isPackage(module.filename)) return exec(module, options, ...rest);
      const { current } = testMainModule;
      const { global } = this._environment;
      const before = new Set(Reflect.ownKeys(global));
      // A module refers to the spec as its `main`, and would hold all that the spec loaded.
      testMainModule.current = null;
      within = true;
      try {
        return exec(module, options, ...rest);
      } finally {
        within = false;
        testMainModule.current = current;
        // What jest's own put there is of the spec.
        if (!options?.isInternalModule) {
          this._environment.keep?.(Reflect.ownKeys(global).filter(key => !before.has(key)));
        }
      }
    };
  }

  keepCompiled() {
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
