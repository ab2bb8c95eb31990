import { useState, type ReactNode } from 'react';
import { useWords } from '../i18n';
import { Tabs } from '../ui/tabs';
import { useDraftWords, type Catalogue } from './catalogue-changes';
import { clientList, extensionList, recipientList, useParts } from './catalogue-lists';
import { numbered, purposeList, sharingList, withSharings } from './catalogue-purposes';
import { NOTHING, RowsForm, type Fault, type Filling, type RowList } from './catalogue-rows';

/** Members of rows that forms read, and what each is: of a text that somebody typed nothing else is known. */
const READ: Readonly<Record<string, Readonly<Record<string, 'text' | 'list' | 'object'>>>> = {
  fields: { field: 'text', label: 'object' },
  purposes: {
    id: 'text',
    label: 'object',
    retention: 'object',
    required: 'list',
    optional: 'list',
    naturalPersonOnly: 'list',
    recipients: 'list',
  },
  recipients: { id: 'text', name: 'text' },
  extensions: { extension: 'text', from: 'text' },
  documents: { document: 'text', title: 'object' },
  clients: { client: 'text', purposes: 'list', recipients: 'list', erases: 'list' },
};

const SHARED = { recipient: 'text', fields: 'list', conditions: 'list' };
type Members = Readonly<Record<string, unknown>>;

function canBeShown(catalogue: object): boolean {
  const all = catalogue as Members;
  return Object.entries(READ).every(([list, members]) => {
    const rows = list === 'clients' ? (all[list] ?? []) : all[list];
    return (
      areRows(rows, members) &&
      (list !== 'purposes' || rows.every(({ recipients }) => areRows(recipients, SHARED)))
    );
  });
}

function areRows(rows: unknown, members: Members): rows is readonly Members[] {
  return (
    Array.isArray(rows) &&
    rows.every(
      (row: unknown) =>
        kindOf(row) === 'object' &&
        Object.entries(members).every(([name, kind]) => kindOf((row as Members)[name]) === kind),
    )
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  return Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : typeof value;
}

/** Puts a catalogue into the text; a place in it is what was changed. @returns why not */
type Put = (catalogue: Catalogue, at: string) => Promise<unknown>;

interface Props {
  /** None where the text is no JSON. */
  readonly catalogue: Catalogue | undefined;
  /** The last version: a purpose that differs from what it was there gets its next number. */
  readonly base: Catalogue;
  readonly faults: readonly Fault[];
  readonly changed: boolean;
  readonly put: Put;
  /** The text itself. */
  readonly json: ReactNode;
}

/** The lists of a draft as forms, one shown at a time, and its text; what is filled in stays while another one is shown. */
export function DraftForms({ catalogue, json, ...rest }: Props): ReactNode {
  const { t } = useWords();
  const said = useDraftWords();
  const [fillings, setFillings] = useState<Readonly<Partial<Record<ListName, Filling>>>>({});
  const forms = LIST_NAMES.map(id => ({
    id,
    title: id === 'purposes' || id === 'recipients' ? t(id) : said(id),
    content: () =>
      catalogue === undefined || !canBeShown(catalogue) ? (
        <p className="notice warning">{said('mendFirst')}</p>
      ) : (
        <List
          name={id}
          catalogue={catalogue}
          filling={fillings[id] ?? NOTHING}
          fill={filling => setFillings(before => ({ ...before, [id]: filling }))}
          {...rest}
        />
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

const LIST_NAMES = ['purposes', 'sharings', 'recipients', 'extensions', 'clients'] as const;
type ListName = (typeof LIST_NAMES)[number];

function List(
  props: Omit<Props, 'json' | 'catalogue'> & {
    readonly name: ListName;
    readonly catalogue: Catalogue;
    readonly filling: Filling;
    readonly fill: (filling: Filling) => void;
  },
): ReactNode {
  const { name, catalogue, base, put, ...rest } = props;
  const parts = useParts(catalogue);
  const form = <R,>(list: RowList<R>, changed: (rows: readonly R[]) => Partial<Catalogue>): ReactNode => (
    <RowsForm list={list} put={(rows, at) => put({ ...catalogue, ...changed(rows) }, at)} {...rest} />
  );
  switch (name) {
    case 'purposes':
      return form(purposeList(parts), purposes => ({ purposes: numbered(purposes, base) }));
    case 'sharings':
      return form(sharingList(parts), rows => ({ purposes: numbered(withSharings(catalogue, rows), base) }));
    case 'recipients':
      return form(recipientList(parts), recipients => ({ recipients: [...recipients] }));
    case 'extensions':
      return form(extensionList(parts), extensions => ({ extensions: [...extensions] }));
    case 'clients':
      return form(clientList(parts), clients => ({ clients: [...clients] }));
  }
}
