import { addDuration, midnight } from '#libs/kernel';
import { purposeName } from './lookup';
import type { Catalogue } from './types';

/** What can differ between two versions. Part of the API: added, never renamed. */
export const CHANGES = {
  'purpose-added': 'data is held for a purpose that there was not',
  'purpose-removed': 'nothing is collected for the purpose any more',
  'basis-changed': 'the purpose has another legal basis (Art. 6)',
  'field-required': 'the purpose needs the field',
  'field-not-required': 'the purpose does not need the field any more',
  'field-optional': 'the purpose may hold the field',
  'field-not-optional': 'the purpose may not hold the field any more',
  'opening-changed': 'the purpose opens with something else (P22); `part` says with what',
  'retention-longer': 'what is collected is kept longer',
  'retention-shorter': 'what is collected is kept less long',
  'retention-changed': 'what the time is counted from, who decided on it, or why',
  'sharing-added': 'the recipient gets data for the purpose',
  'sharing-removed': 'the recipient gets nothing for the purpose any more',
  'shared-field-added': 'the recipient gets the field for the purpose',
  'shared-field-removed': 'the recipient does not get the field for the purpose any more',
  'sharing-changed': 'format, conditions or transit attributes of a sharing; `part` says which',
  'purpose-renumbered':
    'the rules of the purpose have another number, which what is recorded from then on names',
  'purpose-changed': 'another rule of the purpose; `part` says which',
  'recipient-added': 'a recipient that there was not',
  'recipient-removed': 'the recipient is gone',
  'recipient-role-changed': 'controller or processor (Art. 28)',
  'recipient-country-changed': 'the recipient is in another country',
  'transfer-ground-changed': 'ground of a transfer outside the EEA (Art. 44–49)',
  'instance-added': 'one more of a recipient that is many',
  'instance-removed': 'one less of a recipient that is many',
  'recipient-changed': 'something else of the recipient; `part` says what',
  'extension-added': 'who serves an extension from a day on (P10); `name` has both',
  'extension-removed': 'a row of who serves an extension is gone',
  'extension-changed': 'a row of who serves an extension; `part` says what of it',
  'document-added': 'a version of a document, such as `terms:be` (P02)',
  'document-removed': 'a version of a document is gone',
  'document-changed': 'title or first day of a version of a document',
  'client-added': 'a client of the API that may act',
  'client-removed': 'the client may not act any more',
  'client-changed': 'what a client may act for; `part` says what',
  'look-added': 'a role may look for a purpose (P09); `name` is the role',
  'look-removed': 'a role may not look for a purpose any more',
  'look-changed': 'a field that a role is shown who looks for a purpose',
  'limits-changed':
    'whether clients, or looks, may no more than the catalogue names; `part` says which of them',
  'wording-changed': 'a label or a reason, in the language that `part` ends with',
  'other-changed': 'anything else; `part` is its place',
} as const;
export type ChangeCode = keyof typeof CHANGES;

/** One difference of two versions: a code, and the catalogue's names that it is about. */
export interface Change {
  readonly code: ChangeCode;
  /** Without version number. */
  readonly purpose?: string;
  readonly recipient?: string;
  readonly field?: string;
  /** Of what has no name of its own above: an extension with its first day, a client, a role, an instance. */
  readonly name?: string;
  /** Place within that, members divided by `/`. */
  readonly part?: string;
  readonly was?: string;
  readonly is?: string;
}

type Leaf = string | number | boolean;
interface Tree {
  readonly [name: string]: Tree | Leaf;
}
interface Difference {
  readonly path: readonly string[];
  readonly was: Tree | Leaf | undefined;
  readonly is: Tree | Leaf | undefined;
}

/**
 * What a version says otherwise than another, in codes; none where they say the same, in whatever order. What the table
 * below has no words for is named by its place, so that nothing is left out. Pure.
 */
export function changesBetween(before: Catalogue, after: Catalogue): readonly Change[] {
  const changes = [...differences(treeOf(before), treeOf(after), [])].map(said);
  // A field that was optional and is needed is one change.
  return changes.filter(
    ({ code, purpose, field }) =>
      code !== 'field-not-optional' ||
      !changes.some(
        other => other.code === 'field-required' && other.purpose === purpose && other.field === field,
      ),
  );
}

/** What names a row of a list; a row that moved is no change. */
const NAMES: Readonly<Record<string, (row: never) => string>> = {
  fields: ({ field }: { field: string }) => field,
  services: ({ type }: { type: string }) => type,
  purposes: ({ id }: { id: string }) => purposeName(id),
  recipients: ({ id, recipient }: { id?: string; recipient?: string }) => id ?? recipient ?? '',
  instances: ({ id }: { id: string }) => id,
  byBic: ({ countries }: { countries: readonly string[] }) => countries.join(' '),
  transit: ({ name }: { name: string }) => name,
  conditional: ({ field }: { field: string }) => field,
  conditions: ({ condition }: { condition: string }) => condition,
  extensions: ({ extension, from }: { extension: string; from: string }) => `${extension} ${from}`,
  documents: ({ document, version }: { document: string; version: string }) => `${document} ${version}`,
  clients: ({ client }: { client: string }) => client,
};

/** A catalogue without the name and the first day of the version, its lists by what names their rows. */
function treeOf(catalogue: Catalogue): Tree {
  const { version: _, from: __, looks = [], clients = [], conditions = [], ...rest } = catalogue;
  const shown = new Map<string, Map<string, Tree>>();
  for (const { purpose, roles, fields } of looks) {
    const of = shown.get(purpose) ?? new Map<string, Tree>();
    for (const role of roles) of.set(role, { ...of.get(role), ...(branch(fields, '') as Tree) });
    shown.set(purpose, of);
  }
  const limits = { clients: catalogue.clients !== undefined, looks: catalogue.looks !== undefined };
  const tree = branch({ ...ABSENT, ...rest, clients, conditions, limits }, '') as Tree;
  return { ...tree, looks: treeOfMap(shown) };
}

/** What a catalogue says once or not at all: where it came or went, each of its members did, and is told with its value. */
const ABSENT = {
  vocabulary: { namespaces: {} },
  portability: {},
  telling: { erasures: [] },
  mediation: {},
  corrections: {},
};

function treeOfMap(roles: ReadonlyMap<string, ReadonlyMap<string, Tree>>): Tree {
  return Object.fromEntries([...roles].map(([purpose, of]) => [purpose, Object.fromEntries(of)]));
}

function branch(value: unknown, name: string): Tree | Leaf {
  if (typeof value !== 'object' || value === null) return value as Leaf;
  const members = Array.isArray(value)
    ? value.map((row): [string, Tree | Leaf] =>
        typeof row === 'string' ? [row, true] : [NAMES[name]!(row as never), branch(row, '')],
      )
    : Object.entries(value).map(([member, each]): [string, Tree | Leaf] => [member, branch(each, member)]);
  return Object.fromEntries(members);
}

function* differences(was: Tree | Leaf, is: Tree | Leaf, path: readonly string[]): Iterable<Difference> {
  if (typeof was !== 'object' || typeof is !== 'object') {
    if (was !== is) yield { path, was, is };
    return;
  }
  for (const name of [...new Set([...Object.keys(was), ...Object.keys(is)])].sort()) {
    const [here, there] = [was, is].map(tree => (Object.hasOwn(tree, name) ? tree[name] : undefined));
    if (here !== undefined && there !== undefined) yield* differences(here, there, [...path, name]);
    else yield { path: [...path, name], was: here, is: there };
  }
}

type Captured = 'purpose' | 'recipient' | 'field' | 'name';
/** What a place is about: `{purpose}` takes its segment, `**` the rest as `part`. Codes: of what came, went, changed. */
type Words = readonly [
  place: string,
  came: ChangeCode | undefined,
  went: ChangeCode | undefined,
  changed?: ChangeCode,
];

/** The first that fits tells. */
const WORDS: readonly Words[] = [
  ['purposes/{purpose}', 'purpose-added', 'purpose-removed'],
  ['purposes/{purpose}/id', undefined, undefined, 'purpose-renumbered'],
  ['purposes/{purpose}/basis', undefined, undefined, 'basis-changed'],
  ['purposes/{purpose}/required/{field}', 'field-required', 'field-not-required'],
  ['purposes/{purpose}/optional/{field}', 'field-optional', 'field-not-optional'],
  ['purposes/{purpose}/opening/**', 'opening-changed', 'opening-changed', 'opening-changed'],
  ['purposes/{purpose}/retention/**', undefined, undefined, 'retention-changed'],
  ['purposes/{purpose}/recipients/{recipient}', 'sharing-added', 'sharing-removed'],
  ['purposes/{purpose}/recipients/{recipient}/fields/{field}', 'shared-field-added', 'shared-field-removed'],
  [
    'purposes/{purpose}/recipients/{recipient}/optional/{field}',
    'shared-field-added',
    'shared-field-removed',
  ],
  ['purposes/{purpose}/recipients/{recipient}/**', 'sharing-changed', 'sharing-changed', 'sharing-changed'],
  ['purposes/{purpose}/label/**', 'wording-changed', 'wording-changed', 'wording-changed'],
  ['purposes/{purpose}/reason/**', 'wording-changed', 'wording-changed', 'wording-changed'],
  ['purposes/{purpose}/**', 'purpose-changed', 'purpose-changed', 'purpose-changed'],
  ['recipients/{recipient}', 'recipient-added', 'recipient-removed'],
  ['recipients/{recipient}/role', undefined, undefined, 'recipient-role-changed'],
  ['recipients/{recipient}/country', undefined, undefined, 'recipient-country-changed'],
  [
    'recipients/{recipient}/transferGround',
    'transfer-ground-changed',
    'transfer-ground-changed',
    'transfer-ground-changed',
  ],
  ['recipients/{recipient}/instances/{name}', 'instance-added', 'instance-removed'],
  ['recipients/{recipient}/**', 'recipient-changed', 'recipient-changed', 'recipient-changed'],
  ['extensions/{name}', 'extension-added', 'extension-removed'],
  ['extensions/{name}/**', 'extension-changed', 'extension-changed', 'extension-changed'],
  ['documents/{name}', 'document-added', 'document-removed'],
  ['documents/{name}/**', 'document-changed', 'document-changed', 'document-changed'],
  ['clients/{name}', 'client-added', 'client-removed'],
  ['clients/{name}/**', 'client-changed', 'client-changed', 'client-changed'],
  ['looks/{purpose}', 'look-added', 'look-removed'],
  ['looks/{purpose}/{name}', 'look-added', 'look-removed'],
  ['looks/{purpose}/{name}/{field}', 'look-changed', 'look-changed'],
  ['limits/**', undefined, undefined, 'limits-changed'],
  ['fields/{field}/label/**', 'wording-changed', 'wording-changed', 'wording-changed'],
  ['services/{name}/label/**', 'wording-changed', 'wording-changed', 'wording-changed'],
  ['**', 'other-changed', 'other-changed', 'other-changed'],
];

/** A difference in words. */
function said({ path, was, is }: Difference): Change {
  for (const [place, came, went, changed] of WORDS) {
    const code = was === undefined ? came : is === undefined ? went : changed;
    const found = code && captured(place.split('/'), path);
    if (!found) continue;
    return {
      code: code === 'retention-changed' ? retention(found, texts(was, is)) : code,
      ...found,
      ...texts(was, is, came === went),
    };
  }
  throw new Error('every place fits the last row');
}

/** The names of a place, where a path is there. */
function captured(
  place: readonly string[],
  path: readonly string[],
): Partial<Record<Captured | 'part', string>> | undefined {
  const found: Partial<Record<Captured | 'part', string>> = {};
  for (const [index, segment] of place.entries()) {
    if (segment === '**') return { ...found, part: path.slice(index).join('/') };
    const name = path[index];
    if (name === undefined) return undefined;
    if (segment.startsWith('{')) found[segment.slice(1, -1) as Captured] = name;
    else if (segment !== name) return undefined;
  }
  return place.length === path.length ? found : undefined;
}

/** @param told whether it is said that something is there: its code does not say whether it came or went */
function texts(was: Difference['was'], is: Difference['is'], told = false): Pick<Change, 'was' | 'is'> {
  // What is one of a list is there or not, and has no value.
  const listed = was === undefined || is === undefined;
  const text = (value: Difference['was']): string | undefined => {
    if (value === undefined) return undefined;
    const isThere = typeof value === 'object' || (listed && value === true);
    return isThere ? (told ? 'true' : undefined) : String(value);
  };
  const [before, after] = [text(was), text(is)];
  return { ...(before !== undefined && { was: before }), ...(after !== undefined && { is: after }) };
}

/** Longer or shorter, where that can be told: of `P1M` and `P30D` by the calendar of a year with 31 days in January. */
function retention(
  { part }: { readonly part?: string },
  { was, is }: { readonly was?: string; readonly is?: string },
): ChangeCode {
  if (part !== 'duration' || was === undefined || is === undefined) return 'retention-changed';
  try {
    const from = midnight('2026-01-01');
    const more = addDuration(from, is).getTime() - addDuration(from, was).getTime();
    return more > 0 ? 'retention-longer' : more < 0 ? 'retention-shorter' : 'retention-changed';
  } catch {
    return 'retention-changed';
  }
}
