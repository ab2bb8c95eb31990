import { useState, type FormEvent, type ReactNode } from 'react';
import type { Schemas } from '../api/client';
import { useWords } from '../i18n';
import { CATALOGUE_WORDS } from '../i18n/catalogue-words';
import { Filled, type ActionField, type Values } from '../ui/action';
import { Button, Select } from '../ui/kit';
import { useDraftWords } from './catalogue-changes';

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
  /** Whether rows are begun and taken out here. */
  readonly grows: boolean;
  /** The JSON Pointer of the row that has this place among these rows. */
  readonly pointerOf: (index: number, rows: readonly R[]) => string;
  /** Whether a fault is of the row, and the field that it stands beside. */
  readonly isOf: (fault: Fault, row: R) => boolean;
  readonly beside: Readonly<Partial<Record<Fault['code'], string>>>;
}

/** What is filled in and not put into the text yet; it outlives a look at another list. */
export interface Filling {
  readonly chosen?: string;
  readonly values: Values;
}
export const NOTHING: Filling = { values: {} };

/** Stands for a row that is not there yet: no row has this name. */
const NEW = '+';

interface RowsProps<R> {
  readonly list: RowList<R>;
  readonly filling: Filling;
  readonly fill: (filling: Filling) => void;
  /** What stands in the way of the text as it was kept. */
  readonly faults: readonly Fault[];
  /** Whether the text has something that is not kept. */
  readonly changed: boolean;
  /** Puts the rows into the text. @returns why not */
  readonly put: (rows: readonly R[], pointer: string) => Promise<unknown>;
}

/** A list of the text, a row at a time: chosen, filled in, put into the text. The service says what of it has the wrong form. */
export function RowsForm<R>(props: RowsProps<R>): ReactNode {
  const { list, filling, fill, changed } = props;
  const { t } = useWords();
  const said = useDraftWords();
  const [done, setDone] = useState(false);
  const { rows, idOf, nameOf, label, grows } = list;
  const { chosen } = filling;
  const row = rows.find(each => idOf(each) === chosen);
  const isThere = row !== undefined || (grows && chosen === NEW);
  const options = rows.map(each => ({ id: idOf(each), text: nameOf(each) }));
  return (
    <div className="form">
      <Select
        label={label}
        value={isThere ? chosen! : null}
        placeholder={t('choose')}
        options={grows ? [...options, { id: NEW, text: said('new') }] : options}
        onChange={id => {
          setDone(false);
          fill({ chosen: id, values: {} });
        }}
      />
      {isThere ? <Row key={chosen} {...props} row={row} done={setDone} /> : null}
      {done && changed ? <p role="status">{said('applied')}</p> : null}
    </div>
  );
}

interface RowProps<R> extends RowsProps<R> {
  readonly row: R | undefined;
  readonly done: (whether: boolean) => void;
}

function Row<R>(props: RowProps<R>): ReactNode {
  const { list, filling, fill, put, row, done } = props;
  const said = useDraftWords();
  const [refused, setRefused] = useState<{ readonly error: unknown; readonly at: string }>();
  const [state, setState] = useState<'open' | 'busy' | 'repeated'>('open');
  const { rows, idOf, pointerOf, formOf, grows } = list;
  const { fields, read, key } = formOf(row);
  const initial: Values = Object.fromEntries(fields.map(({ name, initial: text = '' }) => [name, text]));
  const values: Values = { ...initial, ...filling.values };
  const index = row === undefined ? rows.length : rows.indexOf(row);
  const { told, besides } = useFaults(props, initial, values);
  const { rule } = useWords();
  if (state === 'repeated') told.set(key, rule('repeated'));
  /** @param after what is chosen once they are in the text */
  const putIn = async (inserted: readonly R[], after: Filling): Promise<void> => {
    setState('busy');
    const next = [...rows.slice(0, index), ...inserted, ...rows.slice(index + 1)];
    const at = pointerOf(index, next);
    const error = await put(next, at);
    setState('open');
    if (error !== undefined) return setRefused({ error, at });
    setRefused(undefined);
    done(true);
    fill(after);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const next = read(values);
    if (rows.some(each => each !== row && idOf(each) === idOf(next))) setState('repeated');
    else void putIn([next], { chosen: idOf(next), values: {} });
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
          fill({ ...filling, values: { ...filling.values, [name]: value } });
          setRefused(undefined);
          setState('open');
          done(false);
        }}
        error={refused?.error}
        {...(refused && { within: refused.at })}
        told={told}
      />
      <div className="buttons">
        <Button type="submit" busy={state === 'busy'}>
          {said('apply')}
        </Button>
        {grows && row !== undefined ? (
          <Button kind="quiet" onPress={() => void putIn([], NOTHING)}>
            {said('takeOut')}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

/** What the check found of a row, in words: beside the field that it is about, and besides. */
function useFaults<R>(
  { list, faults, row }: RowProps<R>,
  initial: Values,
  values: Values,
): { told: Map<string, string>; besides: readonly string[] } {
  const { language } = useWords();
  const { isOf, beside } = list;
  const told = new Map<string, string>();
  const besides: string[] = [];
  for (const fault of faults) {
    if (row === undefined || !isOf(fault, row)) continue;
    const name = beside[fault.code];
    const text = CATALOGUE_WORDS[language][`fault.${fault.code}`];
    if (name === undefined) besides.push(text);
    // The check is of what was kept: what was changed since may be mended.
    else if (values[name] === initial[name]) told.set(name, text);
  }
  return { told, besides: [...new Set(besides)] };
}
