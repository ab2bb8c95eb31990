import type { Source, Violation } from './rules';

const FEATURE = /^libs\/features\/[^/]+\//;
/** Files that hold a use case each: a command or a query with its handler. */
const USE_CASE = /^libs\/features\/[^/]+\/(commands|queries)\/(?!index\.ts$)/;

export function isUseCase(path: string): boolean {
  return USE_CASE.test(path) && path.endsWith('.ts') && !/\.spec\.ts$/.test(path);
}

/** Every place where a feature has not the shape that all features have. */
export function shapeViolations(sources: readonly Source[]): Violation[] {
  return sources
    .filter(({ path }) => FEATURE.test(path) && !/\.spec\.ts$|\/testing\//.test(path))
    .flatMap(source => brokenRules(source).map(([rule, found]) => ({ path: source.path, rule, found })));
}

function brokenRules({ path, text }: Source): [rule: string, found: string][] {
  const handled = {
    commands: named(text, /@CommandHandler\((\w+)\)/g),
    queries: named(text, /@QueryHandler\((\w+)\)/g),
  };
  const all = [...handled.commands, ...handled.queries];
  if (!path.includes('/commands/')) {
    const [decision] = named(text, /export (?:async )?function (decide[A-Z]\w*)\(/g);
    if (decision !== undefined) return [['decisions-are-in-commands', decision]];
  }
  if (!isUseCase(path)) return all.map(name => ['handlers-are-in-use-cases', name]);
  const kind = USE_CASE.exec(path)![1] as keyof typeof handled;
  const [name] = handled[kind];
  if (all.length !== 1 || name === undefined)
    return [['a-use-case-is-one-file', all.join(', ') || 'no handler']];
  const handler = new RegExp(`export class ${name}Handler implements I(?:Command|Query)Handler<${name}>`);
  if (!new RegExp(`export class ${name} extends `).test(text) || !handler.test(text))
    return [['a-use-case-is-one-file', name]];
  return [];
}

function named(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name!);
}
