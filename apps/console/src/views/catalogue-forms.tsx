import type { ReactNode } from 'react';
import { useWords } from '../i18n';
import { Boundary } from '../ui/boundary';
import { Tabs } from '../ui/tabs';
import { LISTS, type ListName } from './catalogue-all';
import { useDraftWords, useNamesIn, type Catalogue } from './catalogue-changes';
import type { Parts } from './catalogue-fields';
import type { Changed } from './catalogue-put';
import { NOTHING, RowsForm, type Fault, type Filling, type RefusedRow, type RowList } from './catalogue-rows';

interface Props {
  readonly catalogue: Catalogue;
  /** The text as it was kept, which the check is of. */
  readonly kept: Catalogue;
  /** The last version: a purpose that differs from what it was there gets its next number. */
  readonly base: Catalogue;
  readonly faults: readonly Fault[];
  readonly changed: boolean;
  /** Changes the text; @param asks whether the service is asked before. @returns why not */
  readonly put: (change: (catalogue: Catalogue) => Changed, asks: boolean) => Promise<RefusedRow | undefined>;
}

/** The lists of a draft as forms, one shown at a time, and its text. */
export function DraftForms(
  props: Omit<Props, 'catalogue'> & {
    /** None where the text is no JSON. */
    readonly catalogue: Catalogue | undefined;
    readonly text: string;
    readonly fillings: Readonly<Record<string, Filling>>;
    readonly fill: (list: string, filling: (before: Filling) => Filling) => void;
    /** The text itself. */
    readonly json: ReactNode;
  },
): ReactNode {
  const { catalogue, text, json, fillings, fill, ...rest } = props;
  const said = useDraftWords();
  const titleOf = useListTitles();
  const mendFirst = <p className="notice warning">{said('mendFirst')}</p>;
  const forms = LIST_NAMES.map(id => ({
    id,
    title: titleOf(id),
    content: () =>
      catalogue === undefined ? (
        mendFirst
      ) : (
        // What is typed into the text may be anything: a form that breaks on it says so.
        <Boundary at={text} instead={mendFirst}>
          <List
            name={id}
            catalogue={catalogue}
            filling={fillings[id] ?? NOTHING}
            fill={filling => fill(id, filling)}
            {...rest}
          />
        </Boundary>
      ),
  }));
  return (
    <Tabs
      label={said('text')}
      name="part"
      tabs={[...forms, { id: 'text', title: said('json'), content: () => json }]}
    />
  );
}

const LIST_NAMES = Object.keys(LISTS) as ListName[];

/** What lists are called. */
export function useListTitles(): (list: string) => string {
  const { t } = useWords();
  const said = useDraftWords();
  return list => (isOfPage(list) ? t(list) : said(list as Exclude<ListName, typeof list>));
}

/** Lists that the page has a word for elsewhere. */
function isOfPage(list: string): list is 'purposes' | 'recipients' | 'fields' | 'services' {
  return ['purposes', 'recipients', 'fields', 'services'].includes(list);
}

/** @param base the last version */
function useParts(catalogue: Catalogue, base: Catalogue): Parts {
  return { catalogue, base, words: useWords(), said: useDraftWords(), names: useNamesIn(catalogue) };
}

function List(
  props: Props & {
    readonly name: ListName;
    readonly filling: Filling;
    readonly fill: (filling: (before: Filling) => Filling) => void;
  },
): ReactNode {
  const { name, catalogue, kept, base, put, ...rest } = props;
  const parts = useParts(catalogue, base);
  const form = <R,>(listOf: (parts: Parts) => RowList<R>): ReactNode => (
    <RowsForm
      list={listOf(parts)}
      kept={listOf({ ...parts, catalogue: kept }).rows}
      put={(id, inserted) =>
        put(now => {
          const { rows, idOf, pointerOf, into } = listOf({ ...parts, catalogue: now });
          const found = rows.findIndex(row => idOf(row) === id);
          const index = found < 0 ? rows.length : found;
          const next = [...rows.slice(0, index), ...inserted, ...rows.slice(index + 1)];
          return { catalogue: into(next), at: pointerOf(index, next) };
        }, inserted.length > 0)
      }
      {...rest}
    />
  );
  return LISTS[name](form);
}
