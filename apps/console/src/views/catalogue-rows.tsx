import { useRef, useState, type Dispatch, type FormEvent, type ReactNode, type SetStateAction } from 'react';
import type { Schemas } from '../api/client';
import { useWords } from '../i18n';
import { CATALOGUE_WORDS } from '../i18n/catalogue-words';
import { askedFor, Filled, type ActionField, type Values } from '../ui/action';
import { Button, Select } from '../ui/kit';
import { useDraftWords, type Catalogue } from './catalogue-changes';
import { same } from './catalogue-numbers';

export type Fault = Schemas['CatalogueCheck']['faults'][number];

/** A row of a list as a form. */
export interface RowForm<R> {
  readonly fields: readonly ActionField[];
  readonly read: (values: Values) => R;
  /** The field that names the row, where it is a new one. */
  readonly key: string;
}

/** A list of a catalogue's text, and how a row of it is filled in. */
export interface RowList<R> {
  readonly label: string;
  readonly rows: readonly R[];
  readonly idOf: (row: R) => string;
  readonly nameOf: (row: R) => string;
  /** @param row none for a new one */
  readonly formOf: (row: R | undefined) => RowForm<R>;
  /** The JSON Pointer of the row that has this place among these rows. */
  readonly pointerOf: (index: number, rows: readonly R[]) => string;
  /** The text with these rows. */
  readonly into: (rows: readonly R[]) => Catalogue;
  /** Whether a fault is of the row, and the field that it stands beside. */
  readonly isOf: (fault: Fault, row: R) => boolean;
  readonly beside: Readonly<Partial<Record<Fault['code'], string | ((names: Fault['names']) => string)>>>;
  /** Whether there is no other row that it may have. */
  readonly complete?: boolean;
  /** Whether the row is not taken out: no catalogue is without it, or this one is already. */
  readonly stays?: (row: R) => boolean;
}

/** What is filled in and not put into the text yet, by row; it outlives a look at another row, list or view. */
export interface Filling {
  readonly chosen?: string;
  readonly values: Readonly<Record<string, Values>>;
}
export const NOTHING: Filling = { values: {} };

/** Why a row is not put into the text, and the row's place in it: a JSON Pointer. */
export interface RefusedRow {
  readonly error: unknown;
  readonly at: string;
}

/** Stands for a row that is not there yet: no row has this name. */
const NEW = '+';

interface RowsProps<R> {
  readonly list: RowList<R>;
  /** Rows as they were kept. */
  readonly kept: readonly R[];
  readonly filling: Filling;
  readonly fill: (filling: (before: Filling) => Filling) => void;
  /** What stands in the way of the text as it was kept. */
  readonly faults: readonly Fault[];
  /** Whether the text has something that is not kept. */
  readonly changed: boolean;
  /** Puts rows into the text where the one of this name stands, or after all of them. @returns why not */
  readonly put: (id: string, inserted: readonly R[]) => Promise<RefusedRow | undefined>;
}

type State = 'open' | 'busy' | 'repeated' | 'done' | RefusedRow;

/** A list of the text, a row at a time: chosen, filled in, put into the text. The service says what of it has the wrong form. */
export function RowsForm<R>(props: RowsProps<R>): ReactNode {
  const { list, filling, fill, changed } = props;
  const { t } = useWords();
  const said = useDraftWords();
  const [state, setState] = useState<State>('open');
  const place = useRef<HTMLDivElement>(null);
  const { rows, idOf, nameOf, label, complete = false } = list;
  const { chosen } = filling;
  const row = rows.find(each => idOf(each) === chosen);
  // While it is put in, a row may have its next name before it is chosen by it.
  const isThere = row !== undefined || chosen === NEW || (chosen !== undefined && state === 'busy');
  const options = rows.map(each => ({ id: idOf(each), text: nameOf(each) }));
  return (
    <div className="form" ref={place}>
      <Select
        label={label}
        value={isThere ? chosen! : null}
        placeholder={t('choose')}
        options={complete ? options : [...options, { id: NEW, text: said('new') }]}
        onChange={id => {
          setState('open');
          fill(before => ({ ...before, chosen: id }));
        }}
      />
      {isThere ? (
        <ChosenRow
          {...props}
          id={chosen!}
          row={row}
          state={state}
          setState={setState}
          // The pressed button goes with its row: whoever is at the keyboard chooses the next one.
          gone={() => place.current?.querySelector('button')?.focus()}
        />
      ) : null}
      {state === 'done' && changed ? <p role="status">{said('applied')}</p> : null}
    </div>
  );
}

interface ChosenProps<R> extends RowsProps<R> {
  readonly id: string;
  /** None of one that is not there yet. */
  readonly row: R | undefined;
  readonly state: State;
  readonly setState: Dispatch<SetStateAction<State>>;
  readonly gone: () => void;
}

function ChosenRow<R>(props: ChosenProps<R>): ReactNode {
  const { list, filling, fill, put, id, row, state, setState, gone } = props;
  const said = useDraftWords();
  const { rule } = useWords();
  const { rows, idOf, formOf } = list;
  const { fields: all, read, key } = formOf(row);
  const initial: Values = Object.fromEntries(all.map(initially));
  const filled = filling.values[id];
  const values: Values = { ...initial, ...filled };
  const fields = askedFor(all, values);
  const { told, besides } = useFaults(props, initial, values);
  if (state === 'repeated') told.set(key, rule('repeated'));
  const refused = typeof state === 'object' ? state : undefined;
  /** @param next what is chosen once it is in the text, if anything is */
  const putIn = async (inserted: readonly R[], next?: string): Promise<void> => {
    setState('busy');
    const error = await put(id, inserted);
    // Of a row that was left meanwhile nothing is told.
    setState(now => (now === 'busy' ? (error ?? 'done') : now));
    if (error !== undefined) return;
    fill(before => {
      const chosen = before.chosen === id ? next : before.chosen;
      // What was filled in meanwhile is not in the text.
      const still = before.values[id] === filled ? {} : (before.values[id] ?? {});
      return { values: withRow(before.values, id, still), ...(chosen !== undefined && { chosen }) };
    });
    if (inserted.length === 0) gone();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const next = read(values);
    if (rows.some(each => each !== row && idOf(each) === idOf(next))) setState('repeated');
    else void putIn([next], idOf(next));
  };
  return (
    <form className="form" onSubmit={submit}>
      {besides.length === 0 ? null : (
        <div className="notice warning">
          {besides.map(text => (
            <p key={text}>{text}</p>
          ))}
        </div>
      )}
      <Filled
        fields={fields}
        values={values}
        change={(name, value) => {
          fill(before => {
            const { [name]: _, ...others } = before.values[id] ?? {};
            const now = value === initial[name] ? others : { ...others, [name]: value };
            return { ...before, values: withRow(before.values, id, now) };
          });
          if (state !== 'busy') setState('open');
        }}
        error={refused?.error}
        {...(refused && { within: refused.at })}
        told={told}
      />
      <div className="buttons">
        <Button type="submit" busy={state === 'busy'}>
          {said('apply')}
        </Button>
        {row === undefined || list.stays?.(row) ? null : (
          <Button kind="quiet" onPress={() => void putIn([])}>
            {said('takeOut')}
          </Button>
        )}
      </div>
    </form>
  );
}

/** What a field begins with. @throws TypeError where the text has something else than a text there */
function initially({ name, initial = '' }: ActionField): readonly [string, string] {
  if (typeof initial !== 'string') throw new TypeError(`${name} is no text`);
  return [name, initial];
}

/** @param now what is filled in of the row; nothing: then it is not told among those that something is filled in of */
function withRow(all: Filling['values'], id: string, now: Values): Filling['values'] {
  const { [id]: _, ...others } = all;
  return Object.keys(now).length === 0 ? others : { ...others, [id]: now };
}

/** What the check found of a row, in words: beside the field that it is about, and besides. */
function useFaults<R>(
  { list, kept, faults, row }: ChosenProps<R>,
  initial: Values,
  values: Values,
): { told: Map<string, string>; besides: readonly string[] } {
  const { language } = useWords();
  const { idOf, isOf, beside } = list;
  const told = new Map<string, string>();
  const besides: string[] = [];
  // The check is of what was kept: what was changed since may be mended.
  const before = row === undefined ? undefined : kept.find(each => idOf(each) === idOf(row));
  for (const fault of same(before, row) ? faults : []) {
    if (row === undefined || !isOf(fault, row)) continue;
    const place = beside[fault.code];
    const name = typeof place === 'function' ? place(fault.names) : place;
    const text = CATALOGUE_WORDS[language][`fault.${fault.code}`];
    if (name === undefined || !(name in initial)) besides.push(text);
    else if (values[name] === initial[name]) told.set(name, text);
  }
  return { told, besides: [...new Set(besides)] };
}
