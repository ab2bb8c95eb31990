import { useEffect, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { data, Refused, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import type { Rule } from '../i18n/messages';
import { Action } from '../ui/action';
import { faultsOf } from '../ui/faults';
import { Button, Card, TextField } from '../ui/kit';
import { Table } from '../ui/table';
import { useDraftWords, useVersion, type Catalogue } from './catalogue-changes';
import { DraftForms } from './catalogue-forms';
import { same } from './catalogue-purposes';
import type { Fault } from './catalogue-rows';

/** Characters of a text, at most: the service takes 64 KiB of it without blanks. */
const MOST = 200_000;

type Draft = Schemas['CatalogueDraft'];
interface Misplaced {
  readonly place: string;
  readonly rule: Rule;
}

/** What is typed and not kept, and the text that it began from. */
interface Typed {
  readonly text: string;
  readonly from: string;
}

/** By draft, in memory alone: one comes back to what was typed. */
const unkept = new Map<string, Typed>();

/** The text of a draft that was typed and is not kept: it outlives a look elsewhere, and another text that somebody keeps. */
function useTyped({ draft, digest, catalogue }: Draft) {
  const kept = JSON.stringify(catalogue, null, 2);
  const [typed, setTyped] = useState(() => unkept.get(draft));
  const text = typed?.text ?? kept;
  const read = parsed(text);
  const changed = read.catalogue === undefined || !same(read.catalogue, catalogue);
  useEffect(() => {
    if (!changed) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [changed]);
  return {
    text,
    read,
    changed,
    /** Somebody kept another text since this one was begun. */
    passed: changed && typed !== undefined && typed.from !== digest,
    type: (next: string | undefined): void => {
      const now =
        next === undefined ? undefined : { text: next, from: changed && typed ? typed.from : digest };
      if (now === undefined) unkept.delete(draft);
      else unkept.set(draft, now);
      setTyped(now);
    },
  };
}

/** The whole text of a draft: forms for its lists, and the text itself for who knows it. What is typed stays until it is kept. */
export function DraftText(props: {
  readonly draft: Draft;
  readonly last: string;
  readonly faults: readonly Fault[];
}): ReactNode {
  const { draft, last, faults } = props;
  const { api } = useApp();
  const said = useDraftWords();
  const base = useVersion(last);
  const client = useQueryClient();
  const [misplaced, setMisplaced] = useState<readonly Misplaced[]>([]);
  const { text, read, changed, passed, type } = useTyped(draft);
  const path = { draft: draft.draft };
  const change = (next: string | undefined): void => {
    type(next);
    setMisplaced([]);
  };
  const write = (next: Catalogue): void => change(JSON.stringify(next, null, 2));
  const bodyOf = (catalogue: Catalogue) => ({ basedOn: last, catalogue, replaces: draft.digest });
  /** Asks the service whether the text may be so, and puts it in. @returns what of it may not, at a place */
  const put = async (catalogue: Catalogue, at: string): Promise<unknown> => {
    const header = { 'Idempotency-Key': crypto.randomUUID() };
    const params = { path, header, query: { dryRun: true } };
    try {
      await data(api.POST('/v1/catalogue/drafts/{draft}/revise', { params, body: bodyOf(catalogue) }));
    } catch (error) {
      // What is wrong elsewhere in the text is not of this form: it is told when the text is kept.
      const misshapen = error instanceof Refused && (error.problem.errors ?? []).length > 0;
      if (!misshapen || faultsOf(error, [], at).besides.length > 0) return error;
    }
    write(catalogue);
    return undefined;
  };
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
          base={base.data}
          faults={faults}
          changed={changed}
          put={put}
          json={json}
        />
      )}
      <MisplacedIn places={misplaced} />
      {changed ? <p role="status">{said('unsaved')}</p> : null}
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
            onRefused={refused => {
              setMisplaced(placesOf(refused, read.catalogue));
              // What somebody else kept is shown above, and what is typed here stays.
              if (refused.problem.code === 'draft-changed')
                void client.invalidateQueries({ queryKey: ['catalogue-draft', draft.draft] });
            }}
          />
        ) : null}
        {changed ? (
          <Button kind="quiet" onPress={() => change(undefined)}>
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
function MisplacedIn(props: { readonly places: readonly Misplaced[] }): ReactNode {
  const { rule: ruleSaid } = useWords();
  const said = useDraftWords();
  if (props.places.length === 0) return null;
  return (
    <Table
      caption={said('places')}
      showCaption
      rows={props.places}
      keyOf={({ place, rule }) => `${place} ${rule}`}
      empty=""
      columns={[
        { name: said('place'), heading: true, cell: ({ place }) => <code>{place}</code> },
        { name: said('faults'), cell: ({ rule }) => ruleSaid(rule) },
      ]}
    />
  );
}

/** A text as a catalogue, if it is JSON; else the line that is not. Whether it has the shape of one, the service says. */
function parsed(text: string): { readonly catalogue?: Catalogue; readonly line?: number } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'purposes' in value && Array.isArray(value.purposes))
      return { catalogue: value as Catalogue };
    return { line: 1 };
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    const before = position === undefined ? text : text.slice(0, Number(position));
    return { line: before.split('\n').length };
  }
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
          ? (row?.id ?? row?.field ?? row?.recipient ?? row?.client)
          : undefined;
        return typeof name === 'string' ? name : segment;
      });
    return { place: place.join(' › '), rule };
  });
}
