import { fieldLabel, purposeName, purposeOf, textIn, type Catalogue, type Field } from '#libs/catalogue';
import { brusselsDay, isDay, type Json } from '#libs/kernel';
import { dayText, languageOf, momentText, type Language } from '#libs/letters';
import type { AccessDocument, HappeningInDocument } from './answers';
import { nameOf, wordsOf, type Editions, type Say } from '#libs/words';
import type { PageWord } from './words';

const UNITS = { Y: 'years', M: 'months', W: 'weeks', D: 'days' } as const;

/** The language that the person gave, where it is one of those that we write. */
export function languageIn({ values }: Pick<AccessDocument, 'values'>): Language {
  const found = values.find(
    ({ field, replaced, value }) => field === 'language' && replaced === undefined && value !== undefined,
  );
  return languageOf(typeof found?.value === 'string' ? found.value : undefined);
}

/** What is told of a step beside its kind: how each member reads, by its sort of code. What is not listed is an id or a code for machines. */
const ABOUT: Readonly<Record<string, string>> = {
  kind: 'request',
  type: 'service',
  reason: 'reason',
  ground: 'restriction',
  outcome: 'objection',
  choice: 'choice',
  method: 'payment',
  instance: 'bank',
  to: 'link',
  role: 'link',
  condition: 'refusal',
  of: 'of',
  scope: 'scope',
  act: 'act',
  how: 'proof',
  letter: 'letter',
  settled: 'other',
  finding: 'finding',
  waiver: 'waiver',
};

/** Days of a step, with the words before each. */
const DAYS: Readonly<Record<string, PageWord>> = {
  from: 'from',
  renewsOn: 'renews',
  on: 'from',
  due: 'due',
  receivedAt: 'received',
  keptUntil: 'keptUntil',
};

/** Says codes, days, values and names in one language; a code that nobody named is told to `unnamed`. */
export class Speech {
  private readonly countries: Intl.DisplayNames;
  private readonly languages: Intl.DisplayNames;
  private readonly say: Say<'access-document'>;

  /**
   * @param unnamed is told of codes that have no words
   * @param words editions that it speaks with; the newest, where left out
   */
  constructor(
    private readonly document: Pick<AccessDocument, 'purposes'>,
    private readonly catalogue: Catalogue,
    readonly language: Language,
    private readonly unnamed: (code: string) => void = () => undefined,
    private readonly words?: Editions,
  ) {
    this.say = wordsOf('access-document', language, words);
    this.countries = new Intl.DisplayNames([language], { type: 'region' });
    this.languages = new Intl.DisplayNames([language], { type: 'language', languageDisplay: 'standard' });
  }

  word(word: PageWord): string {
    return this.say(`page.${word}`);
  }

  /** A label before what it is of; French parts a colon from its word. */
  labelled(word: PageWord, text: string): string {
    return `${this.word(word)}${this.colon} ${text}`;
  }

  get colon(): string {
    return this.language === 'fr' ? '\u00a0:' : ':';
  }

  get semicolon(): string {
    return this.language === 'fr' ? '\u00a0;' : ';';
  }

  code(code: string, sort?: string): string {
    const named = this.named(code, sort);
    if (named !== undefined) return named;
    this.unnamed(sort === undefined ? code : `${sort}.${code}`);
    return code.replaceAll('-', ' ');
  }

  kind(kind: string): string {
    return nameOf('register', kind, this.language, this.words) ?? kind;
  }

  /** "3 maanden" of `P3M`. */
  duration(duration: string): string {
    const parts = [...duration.matchAll(/(\d+)([YMWD])/g)].map(([, count, unit]) =>
      this.say(`duration.${UNITS[unit as keyof typeof UNITS]}`, { count: Number(count) }),
    );
    return parts.length > 0 ? parts.join(' ') : duration;
  }

  day(time: string): string {
    return dayText(isDay(time) ? time : brusselsDay(new Date(time)), this.language);
  }

  moment(time: string): string {
    return momentText(time, this.language);
  }

  country(code: string): string {
    return /^[A-Z]{2}$/.test(code) ? (this.countries.of(code) ?? code) : code;
  }

  /** The purpose as it was called when something happened for it, or as it is called now. */
  purpose(id: string): string {
    const found =
      this.document.purposes[id] ??
      purposeOf(this.catalogue, id) ??
      purposeOf(this.catalogue, purposeName(id));
    if (found) return textIn(found.label, this.language);
    this.unnamed(id);
    return id;
  }

  /** A field of the vocabulary, or a part of a link or a request. */
  field(name: string): string {
    const listed = this.catalogue.fields.some(({ field }) => field === name);
    return listed ? fieldLabel(this.catalogue, name as Field, this.language) : this.code(name, 'part');
  }

  right(right: string): string | undefined {
    return nameOf('access-document', `right.${right}`, this.language, this.words);
  }

  /** What a code is called, where its sort gives it a name of its own before that which it has anywhere. */
  private named(code: string, sort: string | undefined): string | undefined {
    const called = (name: string): string | undefined =>
      nameOf('access-document', `code.${name}`, this.language, this.words);
    return (sort === undefined ? undefined : called(`${sort}.${code}`)) ?? called(code);
  }

  /** In the catalogue's order, each once. */
  fields(names: readonly string[]): string {
    const ordered = [...names].sort((one, other) => this.place(one) - this.place(other));
    return [...new Set(ordered.map(name => this.field(name)))].join(', ');
  }

  /** Place of a field in the catalogue. */
  place(name: string): number {
    return this.catalogue.fields.findIndex(({ field }) => field === name);
  }

  basis(basis: string): string {
    return this.code(basis);
  }

  kept(kept: NonNullable<AccessDocument['values'][number]['kept']>): string {
    const until = kept.until === undefined ? '' : ` (${this.word('until')} ${this.day(kept.until)})`;
    const by = this.word(kept.decidedBy === 'law' ? 'lawful' : 'decided');
    const time = /^P0[YMWD]$/.test(kept.duration) ? '' : `${this.duration(kept.duration)} `;
    return `${time}${this.code(kept.after)}${until}${this.semicolon} ${by}`;
  }

  /** A value as one reads it: an address over its lines, anything else in one. */
  value(field: string, value: Json): string {
    if (field === 'language' && typeof value === 'string') return this.languages.of(value) ?? value;
    return this.lines(value);
  }

  lines(value: Json): string {
    if (typeof value !== 'object' || value === null) return String(value);
    if (Array.isArray(value)) return (value as readonly Json[]).map(each => this.lines(each)).join(', ');
    const { street, number, box, postalCode, city, country, ...rest } = value as Record<string, string>;
    const address = [
      [street, number, box && `/ ${box}`].filter(Boolean).join(' '),
      [postalCode, city].filter(Boolean).join(' '),
      country && this.country(country),
    ];
    return [...address, ...Object.values(rest)].filter(Boolean).join('\n');
  }

  /** What is told of a step beside its kind, channel and time. */
  about({ kind, about, channel }: Pick<HappeningInDocument, 'kind' | 'about' | 'channel'>): string[] {
    const said = Object.entries(about).flatMap(([name, value]) => this.member(kind, name, value));
    return channel === undefined ? said : [...said, this.code(channel)];
  }

  private member(kind: string, name: string, value: string | readonly string[]): string[] {
    if (typeof value !== 'string') return [];
    // A name of a purpose, by which something was used further.
    if (name === 'from' && value.includes('/')) return [this.labelled('taken', this.purpose(value))];
    if (name === 'policy') return [this.documentTitle('policy', value)];
    if (name === 'document') return [];
    if (name === 'version' && kind === 'document-accepted') return [];
    if (name === 'on' && kind === 'document-accepted') return [this.day(value)];
    const before = DAYS[name];
    if (before !== undefined && /^\d{4}-/.test(value)) return [`${this.word(before)} ${this.day(value)}`];
    // Named as an officer wrote it.
    if (name === 'law') return [value];
    if (name === 'extension') return [`.${value}`];
    if (name === 'kind' && kind === 'registered') return [this.code(value)];
    if (name === 'instance') return [this.bank(value)];
    const sort = ABOUT[name];
    return sort === undefined ? [] : [this.code(value, sort)];
  }

  bank(instance: string): string {
    const all = this.catalogue.recipients.flatMap(({ instances = [] }) => instances);
    return all.find(({ id }) => id === instance)?.name ?? instance;
  }

  /** The title of a document with its version, the day of which is said as one. */
  documentTitle(document: string, version: string): string {
    const found = this.catalogue.documents.find(one => one.document === document && one.version === version);
    const [, day] = /^(\d{4}-\d{2}-\d{2})/.exec(version) ?? [];
    const title = found ? textIn(found.title, this.language) : this.word('policy');
    return `${title}, ${this.word('version')} ${day !== undefined && isDay(day) ? this.day(day) : version}`;
  }

  /** @param name that it had at the time; as the catalogue has it now, where left out */
  recipient(recipient: string, name?: string): string {
    const named = name ?? this.catalogue.recipients.find(({ id }) => id === recipient)?.name;
    return this.named(recipient, 'recipient') ?? named ?? this.code(recipient, 'recipient');
  }
}
