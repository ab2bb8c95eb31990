import type { Feature } from '#libs/feature';

/** A feature, with the paths of all files below its folder. */
export interface FeatureFolder {
  readonly feature: Feature;
  readonly files: readonly string[];
}

/** What features are made of, and where that is in the folder of each of them. */
interface Part {
  readonly column: string;
  /** A file, or all of a folder. */
  readonly where: RegExp;
  /** Names of those that a descriptor declares; absent where it says nothing of them. */
  readonly declared?: (feature: Feature) => readonly string[];
}

const named = (kind: string): RegExp => new RegExp(`^([\\w-]+\\.)?${kind}\\.ts$`);
const folder = (name: string): RegExp => new RegExp(`^${name}/(?!index\\.ts$|.*\\.spec\\.ts$)`);

const PARTS: readonly Part[] = [
  { column: 'events', where: named('events'), declared: ({ events }) => Object.keys(events) },
  { column: 'state', where: named('state') },
  { column: 'guards', where: named('guards') },
  { column: 'commands', where: folder('commands') },
  { column: 'queries', where: folder('queries') },
  {
    column: 'register entries',
    where: named('register-entries'),
    declared: ({ entries }) => Object.keys(entries),
  },
  { column: 'withheld', where: named('holds'), declared: ({ withheld = {} }) => Object.keys(withheld) },
  { column: 'timers', where: named('timers'), declared: ({ timers }) => Object.keys(timers?.due ?? {}) },
  {
    column: 'read models',
    where: named('projection'),
    declared: ({ readModels = {} }) => Object.keys(readModels),
  },
  { column: 'reactors', where: named('reactor'), declared: ({ reactors = {} }) => Object.keys(reactors) },
  { column: 'sweeps', where: named('sweep'), declared: ({ sweeps = [] }) => sweeps.map(String) },
  {
    column: 'migrations',
    where: named('migrations'),
    declared: ({ migrations = [] }) => migrations.map(({ name }) => name),
  },
  { column: 'rows read', where: named('entity') },
  { column: 'controllers', where: named('controller') },
];

const filesOf = ({ where }: Part, { files }: FeatureFolder): string[] =>
  files.filter(file => where.test(file)).sort();

/**
 * Parts, as `feature: part`, that a descriptor declares and its folder has no file for, or the other way round. A feature may
 * declare what the platform has: the table says so.
 */
export function partsAstray(folders: readonly FeatureFolder[]): string[] {
  return folders.flatMap(each =>
    PARTS.flatMap(part => {
      const declared = part.declared?.(each.feature).length ?? 0;
      const files = filesOf(part, each).length;
      const astray = part.declared && (files > declared || (files === 0 && declared > 0));
      return astray ? [`${each.feature.name}: ${part.column}`] : [];
    }),
  );
}

/** docs/features.md: for each feature, where its parts are. */
export function featuresPage(folders: readonly FeatureFolder[]): string {
  const rows = folders.map(each => {
    const { name, streams } = each.feature;
    const names = Object.keys(streams).map(stream => `\`${stream}\``);
    return [link(name, name), names.join(' '), ...PARTS.map(part => cell(part, each))];
  });
  const table = [['feature', 'streams', ...PARTS.map(({ column }) => column)], ...rows];
  const lines = table.map(cells => `| ${cells.join(' | ')} |`);
  lines.splice(1, 0, `|${'---|'.repeat(table[0]!.length)}`);
  return `${[
    '# Features',
    '',
    'What each feature is made of, and in which file or folder. What is of the platform is below the features; an empty place says that the feature has none. Names of streams that end in a hyphen go on with an id. `npm run docs:features` writes this page, and a test holds it to the code. What each file may load is in [CONTRIBUTING.md](../CONTRIBUTING.md#a-feature).',
    '',
    ...lines,
  ].join('\n')}\n`;
}

function cell(part: Part, each: FeatureFolder): string {
  const files = filesOf(part, each);
  if (files.length === 0) return part.declared?.(each.feature).length ? 'platform' : '';
  const places = new Set(files.map(file => file.replace(/\/.*/, '')));
  return [...places].map(place => link(place.split('.')[0]!, `${each.feature.name}/${place}`)).join(' ');
}

const link = (text: string, path: string): string => `[${text}](../libs/features/${path})`;
