import { preProcessFile } from 'typescript';

/** A source file by its path from the root, such as `libs/features/subjects/state.ts`. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  readonly rule: string;
  readonly found: string;
}

/** Features that no other one stands on, but those that are named above them. */
const OTHER_FEATURES = 'features/*';

/** Layers from the inside out: a lib imports from its own layer or further in, never outwards. */
const LAYERS: readonly (readonly string[])[] = [
  ['kernel', 'logging', 'words', 'letters', 'deadlines'],
  ['database', 'event-store', 'vault'],
  ['config', 'catalogue'],
  ['commands'],
  ['projections', 'http', 'timers'],
  ['register'],
  ['feature', 'recipients'],
  ['platform'],
  [
    'features/audits',
    'features/master-keys',
    'features/passed-events',
    'features/signing',
    'features/subjects',
  ],
  ['features/access'],
  ['features/records'],
  [OTHER_FEATURES],
  ['features/certificates', 'features/today'],
  ['features/calendar'],
  ['features'],
];

/** Files of a feature that hold decisions, or what they decide about: of these names, in every feature. */
const DOMAIN =
  /^libs\/features\/[^/]+\/(?:(?:events|state|evolve|guards|register-entries|timers|holds|texts|codes)\.ts$|(?:commands|vocabulary)\/(?!index\.ts$))/;

export function isDomain(path: string): boolean {
  return DOMAIN.test(path) && path.endsWith('.ts') && !/\.spec\.ts$|\/testing\//.test(path);
}

const IMPURE = /^(pg$|typeorm$|node:(fs|net|http|child_process)|@eventstore\/|fastify$)/;
/** Only a use case names its handler for Nest. */
const FRAMEWORK = /^@nestjs\/|^class-validator$/;
const USE_CASE = /\/commands\//;
const OWN = /^#(?:libs\/((?:features\/)?[^/]+)|(features\/[^/]+))/;

/** Where SQL stands (ADR 0033): below the features; and in them where read models are made and written, or several are asked at once. */
const SQL =
  /^libs\/(?:database|event-store|vault|register|projections|timers)\/|^libs\/features\/[^/]+\/(?:migrations|projection|[\w-]+\.(?:projection|sql))\.ts$|^apps\/(?:cli\/|api\/(?:databases|watch)\.ts$)/;

function layerOf(lib: string): number {
  const found = LAYERS.findIndex(layer => layer.includes(lib));
  return found < 0 && lib.startsWith('features/') ? layerOf(OTHER_FEATURES) : found;
}

function importsOf(source: Source): string[] {
  return preProcessFile(source.text, true, true).importedFiles.map(file => file.fileName);
}

/** Every place where a file breaks a rule. */
export function violations(sources: readonly Source[]): Violation[] {
  const found: Violation[] = [];
  for (const source of sources) {
    const say = (rule: string, what: string): unknown => found.push({ path: source.path, rule, found: what });
    const lib = /^libs\/(features(?=\/index\.ts)|(?:features\/)?[^/]+)\//.exec(source.path)?.[1];
    const isTest = /\.spec\.ts$|\/testing\//.test(source.path);
    for (const name of importsOf(source)) {
      const [, byLib, byFile] = OWN.exec(name) ?? [];
      const target = byLib ?? byFile;
      if (
        isDomain(source.path) &&
        (IMPURE.test(name) || (FRAMEWORK.test(name) && !USE_CASE.test(source.path)))
      )
        say('domain-is-pure', name);
      if (lib && /^#apps\/|\/apps\//.test(name)) say('libs-know-no-app', name);
      if (lib && target && target !== lib && !isTest) {
        if (layerOf(lib) < 0) say('lib-has-a-layer', lib);
        else if (layerOf(target) > layerOf(lib)) say('dependencies-point-inward', `${lib} imports ${target}`);
      }
      if (source.path.startsWith('libs/features/') && /^@sinclair\/typebox(\/|$)/.test(name))
        say('forms-are-classes', name);
      const testSetup = isTest && /^(\.\.\/)+test\//.test(name);
      if (/(^|\/)\.\.\/(\.\.\/)*libs\//.test(name) || (lib && !testSetup && isOtherLib(source.path, name)))
        say('libs-by-name', name);
      if (lib === 'register' && /^(@nestjs\/|typeorm$)/.test(name)) say('register-stands-alone', name);
    }
    if (!isTest && !SQL.test(source.path) && /\.query[<(]/.test(code(source.text)))
      say('sql-in-its-place', '.query()');
    if (/\bEventBus\b|\bEventPublisher\b|\bEventsHandler\b|\bSagas?\b\(/.test(code(source.text)))
      say('no-event-bus', 'EventBus');
    if (
      isDomain(source.path) &&
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomId\(/.test(code(source.text))
    ) {
      say('decisions-read-no-clock', 'clock or chance');
    }
  }
  return found;
}

/** A relative import that leaves its lib. */
function isOtherLib(path: string, name: string): boolean {
  if (!name.startsWith('..')) return false;
  const top = path.startsWith('libs/features/') ? 4 : 3;
  const depth = path.split('/').length - top; // folders below the lib's own
  return (name.match(/\.\.\//g)?.length ?? 0) > depth;
}

/** Text without comments and strings, near enough for words that are no part of either. */
function code(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}
