import fc from 'fast-check';
import type { Json } from '#libs/kernel';
import { resolved, type Described, type Schema } from './described';
import type { Met } from './met';

/** Days at the ends of what commands take. */
export const ACCEPTED = ['1900-01-01', '1900-02-28', '2000-02-29', '2999-12-31'];
/** More of a list is more of the same. */
const MOST_ITEMS = 12;
/** Characters of one, two and four bytes that are letters; with marks that grow when they are composed. */
const LETTERS = ['a', 'ß', 'Ł', '\u{1f9ff}', '\u{20000}', 'ﬃ', 'e\u0301'];

/** Values at the ends of what schemas let pass; names and ids that were met where a schema lets many pass. */
export class SchemaValues {
  /** Of all that is generated: the same of every run. */
  private seed = 12;
  private readonly patterns = new Map<string, fc.Arbitrary<string>>();

  constructor(
    private readonly document: Described,
    /** By the name of a member: values that no schema can say, as long and as odd as they may be. */
    private readonly vocabulary: Readonly<Record<string, fc.Arbitrary<Json>>>,
    private readonly met: Met,
  ) {}

  one<T>(arbitrary: fc.Arbitrary<T>): T {
    return fc.sample(arbitrary, { seed: this.seed++, numRuns: 1 })[0]!;
  }

  /** @param about id of the subject, matter and so on that it is a part of; '' where it is of none */
  of(given: Schema, name: string, about: string): fc.Arbitrary<Json> {
    const schema = resolved(this.document, given);
    if (schema.anyOf) return fc.oneof(...schema.anyOf.map(each => this.of(each, name, about)));
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.type === undefined) return this.vocabulary[name] ?? fc.constant(null);
    switch (schema.type) {
      case 'object':
        return this.vocabulary[name] ?? this.object(schema, about);
      case 'array':
        return this.list(schema, this.of(schema.items!, name.replace(/s$/, ''), about));
      case 'integer':
        return fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? Number.MAX_SAFE_INTEGER);
      case 'boolean':
        return fc.boolean();
      case 'string':
        return this.text(schema, name, about);
      default:
        throw new Error(`a value of the type ${schema.type} is not made here`);
    }
  }

  /** Made once for each pattern: making it costs more than all that is taken of it. */
  private fitting(pattern: RegExp): fc.Arbitrary<string> {
    const made = this.patterns.get(pattern.source) ?? fc.stringMatching(pattern, { size: 'medium' });
    this.patterns.set(pattern.source, made);
    return made;
  }

  private list(
    { minItems = 0, maxItems = MOST_ITEMS }: Schema,
    item: fc.Arbitrary<Json>,
  ): fc.Arbitrary<Json> {
    const most = Math.max(minItems, Math.min(maxItems, MOST_ITEMS));
    const upTo = (maxLength: number): fc.Arbitrary<Json> =>
      fc.uniqueArray(item, { minLength: minItems, maxLength, selector: each => JSON.stringify(each) });
    return fc.oneof({ weight: 4, arbitrary: upTo(Math.max(minItems, 1)) }, upTo(most));
  }

  private object(
    { properties = {}, required = [], patternProperties }: Schema,
    about: string,
  ): fc.Arbitrary<Json> {
    if (patternProperties) {
      const [value] = Object.values(patternProperties) as [Schema];
      return fc
        .constantFrom('', ...this.met.known('', 'transit'))
        .chain(each => (each === '' ? fc.constant({}) : fc.record({ [each]: this.of(value, each, about) })));
    }
    const named = Object.keys(properties).filter(member => !this.vocabulary[member]);
    const groups = this.met.together.filter(group => named.filter(member => member in group).length > 1);
    const group = groups.length > 0 ? fc.constantFrom(...groups.slice(0, 200)) : fc.constant({});
    return group.chain((together: Readonly<Record<string, string>>) => {
      const members = Object.entries(properties).map(([member, schema]): [string, fc.Arbitrary<Json>] => [
        member,
        named.includes(member) && member in together && isName(schema)
          ? fc.constant(together[member]!)
          : this.of(schema, member, about),
      ]);
      const needed = Object.fromEntries(members.filter(([member]) => required.includes(member)));
      const optional = members.filter(([member]) => !required.includes(member));
      // Each part more is one more reason to refuse the whole.
      const some = fc.subarray(optional, { maxLength: Math.min(2, optional.length) });
      const record = some.chain(more => fc.record({ ...needed, ...Object.fromEntries(more) }));
      // Values belong to a purpose that needs them.
      const pair = this.vocabulary['purpose, values'];
      return pair && 'purpose' in properties && 'values' in properties
        ? fc.tuple(record, pair).map(([one, two]) => ({ ...one, ...(two as object) }))
        : record;
    });
  }

  private text(schema: Schema, name: string, about: string): fc.Arbitrary<Json> {
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const today = new Date().toISOString();
    if (schema.format === 'date') return fc.constantFrom(...ACCEPTED, today.slice(0, 10));
    if (schema.format === 'date-time')
      return fc.constantFrom(...ACCEPTED.map(day => `${day}T23:59:59.999Z`), today);
    const pattern = schema.pattern === undefined ? undefined : new RegExp(schema.pattern);
    const fits = (value: Json): boolean =>
      typeof value === 'string' &&
      value.length <= (schema.maxLength ?? Infinity) &&
      (pattern?.test(value) ?? true);
    const words = this.vocabulary[name];
    if (words && fits(this.one(words))) return words.filter(fits);
    // Who is named under another name is one of the persons.
    const own = this.met.known(about, name).filter(fits);
    const all = [...this.met.known('', name), ...(pattern ? this.met.known('', 'subject') : [])];
    const met = own.length > 0 ? own : all.filter(fits).slice(-40);
    const generated = pattern ? this.fitting(pattern) : longest(schema);
    return met.length > 0
      ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...met) }, generated)
      : generated;
  }
}

function longest({ minLength = 1, maxLength = 100 }: Schema): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(minLength, maxLength), fc.constantFrom(...LETTERS))
    .map(([length, letter]) => letter.repeat(Math.max(1, Math.floor(length / letter.length))));
}

/** Whether many texts fit, of which few are known to the service. */
function isName({ type, enum: words, format }: Schema): boolean {
  return type === 'string' && words === undefined && format === undefined;
}
