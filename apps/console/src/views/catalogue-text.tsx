import { useState, type ReactNode } from 'react';
import { data, type Refused, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import type { Rule } from '../i18n/messages';
import { Action } from '../ui/action';
import { Button, Card, TextField } from '../ui/kit';
import { Table } from '../ui/table';
import { useDraftWords, useNameSaid, useVersion, type Catalogue } from './catalogue-changes';
import { DraftForms, useListTitles } from './catalogue-forms';
import { usePut } from './catalogue-put';
import type { Fault } from './catalogue-rows';
import { useUnkept } from './catalogue-unkept';

/** Characters of a text, at most: the service takes 64 KiB of it without blanks. */
const MOST = 200_000;

type Draft = Schemas['CatalogueDraft'];
interface Misplaced {
  /** From the outside in. */
  readonly place: readonly string[];
  readonly rule: Rule;
}

/** The whole text of a draft: forms for its lists, and the text itself for who knows it. What is typed or filled in stays until it is kept. */
export function DraftText(props: {
  readonly draft: Draft;
  readonly last: string;
  readonly faults: readonly Fault[];
}): ReactNode {
  const { draft, last, faults } = props;
  const { api } = useApp();
  const said = useDraftWords();
  const titleOf = useListTitles();
  const base = useVersion(last, true);
  const [misplaced, setMisplaced] = useState<readonly Misplaced[]>([]);
  const unkept = useUnkept(draft);
  const { text, read, changed, passed, filled } = unkept;
  const path = { draft: draft.draft };
  const change = (next: string): void => {
    unkept.type(next);
    setMisplaced([]);
  };
  const write = (next: Catalogue): void => change(JSON.stringify(next, null, 2));
  const { put, isPassed, bodyOf } = usePut(draft, last, unkept.newest, write);
  const json = <Json text={text} line={read.line} change={change} />;
  return (
    <Card title={said('text')}>
      {passed ? (
        <p className="notice warning" role="alert">
          {said('passed')}
        </p>
      ) : null}
      {read.catalogue === undefined ? null : (
        <div className="row">
          <TextField
            label={said('name')}
            value={textOf(read.catalogue.version)}
            onChange={version => write({ ...read.catalogue!, version })}
          />
          <TextField
            label={said('firstDay')}
            type="date"
            value={textOf(read.catalogue.from)}
            onChange={from => write({ ...read.catalogue!, from })}
          />
        </div>
      )}
      {base.data === undefined ? null : (
        <DraftForms
          catalogue={read.catalogue}
          kept={draft.catalogue}
          text={text}
          base={base.data}
          faults={faults}
          changed={changed}
          put={(into, asks) => put(read.catalogue!, into, asks)}
          fillings={unkept.fillings}
          fill={unkept.fill}
          json={json}
        />
      )}
      <MisplacedIn places={misplaced} kept={draft.catalogue} />
      {changed ? <p role="status">{said('unsaved')}</p> : null}
      {filled.length === 0 ? null : (
        <p className="notice warning">{said('notInText', { lists: filled.map(titleOf).join(', ') })}</p>
      )}
      <div className="buttons">
        {read.catalogue !== undefined && (changed || draft.basedOn !== last) ? (
          <Action
            name={`revise-draft:${draft.draft}`}
            label={said('keep')}
            kind="main"
            intro={<p>{said('keepWhat')}</p>}
            send={(_, { header, query }) =>
              data(
                api.POST('/v1/catalogue/drafts/{draft}/revise', {
                  params: { path, header, query },
                  body: bodyOf(read.catalogue!),
                }),
              )
            }
            done={unkept.keep}
            onRefused={refused => {
              setMisplaced(placesOf(refused, read.catalogue));
              isPassed(refused);
            }}
          />
        ) : null}
        {changed || filled.length > 0 ? (
          <Button
            kind="quiet"
            onPress={() => {
              unkept.discard();
              setMisplaced([]);
            }}
          >
            {said('discard')}
          </Button>
        ) : null}
      </div>
    </Card>
  );
}

/** The text itself; the line that is no JSON is told. */
function Json(props: {
  readonly text: string;
  readonly line: number | undefined;
  readonly change: (text: string) => void;
}): ReactNode {
  const { text, line, change } = props;
  const said = useDraftWords();
  return (
    <div className="json">
      <TextField
        label={said('whole')}
        name="text"
        value={text}
        onChange={change}
        lines={24}
        most={MOST}
        {...(line !== undefined && { error: said('broken', { line: String(line) }) })}
      />
    </div>
  );
}

/** What of the text has not the shape of a catalogue. */
function MisplacedIn(props: {
  readonly places: readonly Misplaced[];
  /** The text as it was kept, for the names in it. */
  readonly kept: Catalogue;
}): ReactNode {
  const { t, rule: ruleSaid } = useWords();
  const said = useDraftWords();
  const nameSaid = useNameSaid(props.kept);
  const placeSaid = (segment: string, i: number): string =>
    i === 0 && (segment === 'purposes' || segment === 'recipients') ? t(segment) : nameSaid(segment);
  if (props.places.length === 0) return null;
  return (
    <Table
      caption={said('places')}
      showCaption
      rows={props.places}
      keyOf={({ place, rule }) => `${place.join('/')} ${rule}`}
      empty=""
      columns={[
        { name: said('place'), heading: true, cell: ({ place }) => place.map(placeSaid).join(' › ') },
        { name: said('faults'), cell: ({ rule }) => ruleSaid(rule) },
      ]}
    />
  );
}

/** What is typed into the text may be anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Where the text has not the shape of a catalogue: rows of lists by their names instead of their numbers. */
function placesOf({ problem }: Refused, catalogue: unknown): Misplaced[] {
  return (problem.errors ?? []).map(({ pointer = '', rule }) => {
    let at = catalogue;
    const place = pointer
      .split('/')
      .slice(2)
      .map(segment => {
        at = (at as Readonly<Record<string, unknown>> | undefined)?.[segment];
        const row = (Array.isArray(at) ? undefined : at) as Readonly<Record<string, unknown>> | undefined;
        const name = /^\d+$/.test(segment)
          ? (row?.id ?? row?.field ?? row?.type ?? row?.condition ?? row?.recipient ?? row?.client)
          : undefined;
        return typeof name === 'string' ? name : segment;
      });
    return { place, rule };
  });
}
