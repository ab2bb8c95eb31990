// jest's environment for Node, but for one thing: a worker makes one context for all specs of a project, not one for each, so
// that packages which were loaded into it (runtime.cjs) serve the specs that follow. What a spec did to the global object and
// to environment variables ends with the spec.
const { TestEnvironment } = require('jest-environment-node');

const propertiesOf = object =>
  new Map(Reflect.ownKeys(object).map(key => [key, Reflect.getOwnPropertyDescriptor(object, key)]));

/** What was added goes; what was replaced or removed comes back. */
function restore(global, before) {
  for (const key of Reflect.ownKeys(global)) if (!before.has(key)) Reflect.deleteProperty(global, key);
  for (const [key, property] of before) {
    const now = Reflect.getOwnPropertyDescriptor(global, key);
    // What is Node's own is looked up when it is first used.
    const value = () => ('value' in property ? property.value : globalThis[key]);
    if (now === undefined || ('value' in now && !Object.is(now.value, value()))) {
      Reflect.defineProperty(global, key, property);
    }
  }
}

class KeptEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.project = config.projectConfig.id;
    this.before = propertiesOf(this.global);
    this.exit = this.global.process.exit;
  }

  /** What packages put on the global object when they are loaded: they are not loaded again. */
  keep(keys) {
    for (const key of keys) this.before.set(key, Reflect.getOwnPropertyDescriptor(this.global, key));
  }

  begin() {
    const { env } = this.global.process;
    for (const name of Object.keys(env)) delete env[name];
    Object.assign(env, process.env);
    return this;
  }

  /** Not jest's, which gives the context up. */
  async teardown() {
    this.fakeTimersModern.dispose();
    restore(this.global, this.before);
    this.global.process.exit = this.exit;
    this.global.process.removeAllListeners();
    // All that was ever set on the global object, and by it whole specs.
    this._globalProxy.propertyToValue.clear();
    this._globalProxy.leftovers.length = 0;
  }
}

/** Of the project whose spec this worker has run last. */
let kept;

module.exports = function environmentFor(config, context) {
  if (kept?.project !== config.projectConfig.id) kept = new KeptEnvironment(config, context);
  return kept.begin();
};
