import type { ReactNode } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords, type Words } from '../i18n';
import {
  CATALOGUE_WORDS,
  draftWords,
  filledIn,
  inWords,
  wordOf,
  type DraftWords,
} from '../i18n/catalogue-words';
import { textIn } from '../i18n/said';
import { bare } from '../ui/bare';
import { useCatalogue, useNames } from '../ui/purpose';
import { Table } from '../ui/table';
import { isDay } from '../ui/typed';

export type Change = Schemas['CatalogueChange'];
export type Catalogue = Schemas['PublishedCatalogue']['catalogue'];

/** The words of drafts, in the reader's language. */
export function useDraftWords(): DraftWords {
  return draftWords(useWords().language);
}

/** A version, which never changes. @param meanwhile whether the one before is there until it comes */
export function useVersion(version: string, meanwhile = false) {
  const { api } = useApp();
  return useQuery({
    queryKey: ['catalogue', version],
    queryFn: async () =>
      (await data(api.GET('/v1/catalogue/{version}', { params: { path: { version } } }))).catalogue,
    staleTime: Infinity,
    ...(meanwhile && { placeholderData: keepPreviousData }),
  });
}

export interface NamesIn extends ReturnType<typeof useNames> {
  readonly service: (type: string) => string;
  readonly condition: (condition: string) => string;
}

/** What things are called in a version; what it does not have, as now. */
export function useNamesIn(catalogue: Catalogue | undefined): NamesIn {
  const { language, code } = useWords();
  const { data: inForce } = useCatalogue();
  const now = useNames();
  const all = [catalogue, inForce];
  return {
    purpose: id => {
      const found = catalogue?.purposes.find(each => bare(each.id) === bare(id))?.label;
      return found ? textIn(found, language) : now.purpose(id);
    },
    field: name => {
      const found = catalogue?.fields.find(each => each.field === name)?.label;
      return found ? textIn(found, language) : now.field(name);
    },
    recipient: id => catalogue?.recipients.find(each => each.id === id)?.name ?? now.recipient(id),
    document: now.document,
    service: type => {
      const found = all.flatMap(each => each?.services ?? []).find(each => each.type === type)?.label;
      return found ? textIn(found, language) : code(type);
    },
    condition: name => {
      const found = all.flatMap(each => each?.conditions ?? []).find(each => each.condition === name)?.label;
      return found ? inWords(textIn(found, language), language) : name;
    },
  };
}

/** What anything is called that a check names: a purpose, a field, a recipient, a condition, a day, a member. */
export function useNameSaid(catalogue: Catalogue): (name: string) => string {
  const { fields, recipients, purposes } = catalogue;
  const { language, day, code, country } = useWords();
  const names = useNamesIn(catalogue);
  const members: Readonly<Record<string, string>> = CATALOGUE_WORDS[language];
  return name => {
    if (/\/\d+$/.test(name)) return names.purpose(name);
    if (fields.some(({ field }) => field === name)) return names.field(name);
    const [id, instance] = name.split('/');
    const recipient = recipients.find(each => each.id === id);
    const one = recipient?.instances?.find(each => each.id === instance);
    if (recipient) return one ? `${recipient.name}, ${one.name}` : recipient.name;
    if (isDay(name)) return day(name);
    if (/^[A-Z]{2}$/.test(name)) return country(name);
    const member = members[`part.${name}`];
    if (member !== undefined) return member;
    if (purposes.some(each => bare(each.id) === name)) return names.purpose(name);
    const condition = names.condition(name);
    return condition === name ? code(wordOf('transit', name, language)) : condition;
  };
}

/** What a version says otherwise than another: a row for each place, in words. */
export function ChangeTable(props: {
  readonly caption: string;
  readonly changes: readonly Change[];
  /** The later version, for the names in it. */
  readonly catalogue?: Catalogue | undefined;
}): ReactNode {
  const { caption, changes, catalogue } = props;
  const words = useWords();
  const said = useDraftWords();
  const names = useNamesIn(catalogue);
  const { t, code, language } = words;
  const about = ({ code: of, purpose, recipient, field, name }: Change): string =>
    purpose !== undefined
      ? names.purpose(purpose)
      : recipient !== undefined
        ? names.recipient(recipient)
        : field !== undefined
          ? names.field(field)
          : // What is called otherwise and is none of those is a service.
            of === 'wording-changed' && name !== undefined
            ? names.service(name)
            : (name ?? t('catalogue'));
  const looking = (purpose: string | undefined): string => {
    const rows = (catalogue?.looks ?? []).filter(each => each.purpose === bare(purpose ?? ''));
    return rows.flatMap(({ roles }) => roles.map(code)).join(', ') || said('somebody');
  };
  const named = ({ code: of, purpose, recipient, name }: Change): string => {
    if (name === undefined) return looking(purpose);
    if (!of.startsWith('instance-')) return code(name);
    const many = catalogue?.recipients.find(({ id }) => id === recipient)?.instances;
    return many?.find(({ id }) => id === name)?.name ?? name;
  };
  const what = (change: Change): string => {
    const { code: of, recipient, field, part } = change;
    return filledIn(CATALOGUE_WORDS[language][`change.${of}`], {
      ...(recipient !== undefined && { recipient: names.recipient(recipient) }),
      ...(field !== undefined && { field: names.field(field) }),
      name: named(change),
      ...(part !== undefined && { part: partSaid(part, words, names) }),
    });
  };
  return (
    <Table
      caption={caption}
      rows={changes}
      keyOf={each => JSON.stringify(each)}
      empty={t('catalogue.same')}
      columns={[
        { name: said('about'), heading: true, cell: about },
        { name: said('change'), cell: what },
        { name: said('was'), cell: each => valueSaid(each, each.was, words) },
        { name: said('is'), cell: each => valueSaid(each, each.is, words) },
      ]}
    />
  );
}

/** A place within something, member by member, in words; what has none is a name of its own. */
function partSaid(part: string, { language, code, country }: Words, names: NamesIn): string {
  const members: Readonly<Record<string, string>> = CATALOGUE_WORDS[language];
  const said = (segment: string, before: string | undefined): string => {
    if (before === 'purposes' || before === 'erases') return names.purpose(segment);
    if (before === 'recipients') return names.recipient(segment);
    if (before === 'byBic') return segment.split(' ').map(country).join(', ');
    if (before === 'services') return names.service(segment);
    if (before === 'conditions') return names.condition(segment);
    if (FIELDS_IN.includes(before)) return names.field(segment);
    return members[`part.${segment}`] ?? code(wordOf('transit', segment, language));
  };
  return part
    .split('/')
    .map((segment, i, all) => said(segment, all[i - 1]))
    .join(', ');
}

/** Members that are lists of fields. */
const FIELDS_IN: readonly (string | undefined)[] = ['fields', 'naturalPersonOnly', 'conditional'];
/** Members that are durations. */
const DURATIONS: readonly (string | undefined)[] = ['duration', 'within', 'kept'];

/** Kinds of codes that a member has. */
const KINDS: Readonly<Partial<Record<string, string>>> = {
  dpv: 'term',
  form: 'form',
  period: 'period',
  transferGround: 'ground',
};

function valueSaid({ code: of, part }: Change, value: string | undefined, words: Words): string {
  if (value === undefined) return '–';
  if (of === 'purpose-renumbered') return value.replace(/^.*\//, '');
  const member = of === 'transfer-ground-changed' ? 'transferGround' : part?.split('/').at(-1);
  if (DURATIONS.includes(member)) return words.duration(value);
  if (of === 'recipient-country-changed' || member === 'country') return words.country(value);
  const kind = member === undefined ? undefined : KINDS[member];
  return words.code(kind === undefined ? value : wordOf(kind, value, words.language));
}
