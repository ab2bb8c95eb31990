import type { ReactNode } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { data, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords, type Words } from '../i18n';
import { CATALOGUE_WORDS, filledIn, type DraftWord } from '../i18n/catalogue-words';
import { bare, useNames } from '../ui/purpose';
import { Table } from '../ui/table';

export type Change = Schemas['CatalogueChange'];
export type Catalogue = Schemas['PublishedCatalogue']['catalogue'];

/** The words of drafts, in the reader's language. */
export function useDraftWords(): (name: DraftWord, values?: Readonly<Record<string, string>>) => string {
  const { language } = useWords();
  return (name, values = {}) => filledIn(CATALOGUE_WORDS[language][`draft.${name}`], values);
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

/** What purposes, fields and recipients are called in a version; what it does not have, as now. */
export function useNamesIn(catalogue: Catalogue | undefined): ReturnType<typeof useNames> {
  const { language } = useWords();
  const now = useNames();
  return {
    purpose: id => {
      const found = catalogue?.purposes.find(each => bare(each.id) === bare(id))?.label;
      return found ? (found[language] ?? found.nl) : now.purpose(id);
    },
    field: name => {
      const found = catalogue?.fields.find(each => each.field === name)?.label;
      return found ? (found[language] ?? found.nl) : now.field(name);
    },
    recipient: id => catalogue?.recipients.find(each => each.id === id)?.name ?? now.recipient(id),
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
  const about = ({ purpose, recipient, field, name }: Change): string =>
    purpose !== undefined
      ? names.purpose(purpose)
      : recipient !== undefined
        ? names.recipient(recipient)
        : field !== undefined
          ? names.field(field)
          : (name ?? t('catalogue'));
  const what = ({ code: of, recipient, field, name, part }: Change): string =>
    filledIn(CATALOGUE_WORDS[language][`change.${of}`], {
      ...(recipient !== undefined && { recipient: names.recipient(recipient) }),
      ...(field !== undefined && { field: names.field(field) }),
      ...(name !== undefined && { name: code(name) }),
      ...(part !== undefined && { part: partSaid(part, words, names) }),
    });
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
function partSaid(part: string, { language, code }: Words, names: ReturnType<typeof useNamesIn>): string {
  const members: Readonly<Record<string, string>> = CATALOGUE_WORDS[language];
  const said = (segment: string, before: string | undefined): string => {
    if (before === 'purposes' || before === 'erases') return names.purpose(segment);
    if (before === 'recipients') return names.recipient(segment);
    if (before === 'naturalPersonOnly' || before === 'conditional') return names.field(segment);
    return members[`part.${segment}`] ?? code(segment);
  };
  return part
    .split('/')
    .map((segment, i, all) => said(segment, all[i - 1]))
    .join(', ');
}

function valueSaid({ code: of, part }: Change, value: string | undefined, words: Words): string {
  if (value === undefined) return '–';
  if (part === 'duration') return words.duration(value);
  if (of === 'recipient-country-changed')
    return new Intl.DisplayNames(words.language, { type: 'region' }).of(value) ?? value;
  return words.code(value);
}
