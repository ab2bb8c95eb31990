import { posix } from 'node:path';
import { createSourceFile, isFunctionDeclaration, preProcessFile, ScriptTarget } from 'typescript';
import type { Source, Violation } from './rules';

const FEATURE = /^libs\/features\/[^/]+\//;
/** Files that hold a use case each: a command or a query with its handler. */
const USE_CASE = /^libs\/features\/[^/]+\/(commands|queries)\/(?!index\.ts$)/;

export function isUseCase(path: string): boolean {
  return USE_CASE.test(path) && path.endsWith('.ts') && !/\.spec\.ts$/.test(path);
}

/** Every place where a feature has not the shape that all features have. */
export function shapeViolations(sources: readonly Source[]): Violation[] {
  const byPath = new Map(sources.map(source => [source.path, source]));
  return sources
    .filter(({ path }) => FEATURE.test(path) && !/\.spec\.ts$|\/testing\//.test(path))
    .flatMap(source =>
      [...brokenRules(source), ...appends(source, byPath)].map(([rule, found]) => ({
        path: source.path,
        rule,
        found,
      })),
    );
}

/** What asks, answers, follows or looks around. */
const NO_COMMAND = /\/queries\/|\.(?:controller|projection|reactor|sweep)\.ts$|\/(?:projection|timers)\.ts$/;

/** It appends nothing itself, nor by a file of its feature that it uses: it dispatches a command (ADR 0003). */
function appends(source: Source, byPath: ReadonlyMap<string, Source>): [rule: string, found: string][] {
  if (!NO_COMMAND.test(source.path)) return [];
  return used(source, byPath)
    .filter(({ text }) => /\brunner\s*\.(?:note|run)[<(]/.test(text))
    .map(({ path }) => ['only-commands-append', path]);
}

/** A file and those of its feature that it imports, directly or not; commands are reached by the bus. */
function used(source: Source, byPath: ReadonlyMap<string, Source>, seen = new Set<string>()): Source[] {
  if (seen.has(source.path) || source.path.includes('/commands/')) return [];
  seen.add(source.path);
  const imported = preProcessFile(source.text, true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => posix.join(posix.dirname(source.path), fileName))
    .flatMap(path => byPath.get(`${path}.ts`) ?? byPath.get(`${path}/index.ts`) ?? []);
  return [source, ...imported.flatMap(each => used(each, byPath, seen))];
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
  if (kind === 'queries') return [];
  return untold(text).map(decision => ['decisions-say-what-they-yield', decision]);
}

/** Decisions of a use case whose type does not say which events they can yield: all of a feature's, or whatever follows. */
function untold(text: string): string[] {
  return createSourceFile('x.ts', text, ScriptTarget.Latest, true).statements.flatMap(each => {
    if (!isFunctionDeclaration(each) || !/^decide[A-Z]/.test(each.name?.text ?? '')) return [];
    return each.type === undefined || /\bDecided<|\[\]$/.test(each.type.getText()) ? [each.name!.text] : [];
  });
}

function named(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name!);
}
