import { useState, type ReactNode } from 'react';
import { data, type Refused, type Schemas } from '../api/client';
import { useApp } from '../app';
import { useWords } from '../i18n';
import { Action } from '../ui/action';
import { Button, Card, TextField } from '../ui/kit';
import { Table } from '../ui/table';
import { useDraftWords, useVersion, type Catalogue } from './catalogue-changes';
import { PurposeForm } from './catalogue-purpose';

/** Characters of a text, at most: the service takes 64 KiB of it without blanks. */
const MOST = 200_000;

type Draft = Schemas['CatalogueDraft'];
interface Misplaced {
  readonly place: string;
  readonly rule: string;
}

/** The whole text of a draft: forms for what changes most, and the text itself. What is typed stays until it is kept. */
export function DraftText(props: { readonly draft: Draft; readonly last: string }): ReactNode {
  const { draft, last } = props;
  const { api } = useApp();
  const { code } = useWords();
  const said = useDraftWords();
  const base = useVersion(last);
  const kept = JSON.stringify(draft.catalogue, null, 2);
  const [text, setText] = useState(kept);
  const [misplaced, setMisplaced] = useState<readonly Misplaced[]>([]);
  const read = parsed(text);
  const changed = text !== kept;
  const write = (next: Catalogue): void => change(JSON.stringify(next, null, 2));
  function change(next: string): void {
    setText(next);
    setMisplaced([]);
  }
  return (
    <Card title={said('text')}>
      {read.catalogue === undefined ? null : (
        <>
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
          {base.data ? <PurposeForm catalogue={read.catalogue} base={base.data} apply={write} /> : null}
        </>
      )}
      <TextField
        label={said('whole')}
        name="text"
        value={text}
        onChange={change}
        lines={24}
        most={MOST}
        {...(read.line !== undefined && { error: said('broken', { line: String(read.line) }) })}
      />
      {misplaced.length === 0 ? null : (
        <Table
          caption={said('places')}
          showCaption
          rows={misplaced}
          keyOf={({ place, rule }) => `${place} ${rule}`}
          empty=""
          columns={[
            { name: said('place'), heading: true, cell: ({ place }) => <code>{place}</code> },
            { name: said('faults'), cell: ({ rule }) => code(`rule-${rule}`) },
          ]}
        />
      )}
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
                  params: { path: { draft: draft.draft }, header, query },
                  body: { basedOn: last, catalogue: read.catalogue!, replaces: draft.digest },
                }),
              )
            }
            onRefused={refused => setMisplaced(placesOf(refused, read.catalogue))}
          />
        ) : null}
        {changed ? (
          <Button kind="quiet" onPress={() => change(kept)}>
            {said('discard')}
          </Button>
        ) : null}
      </div>
    </Card>
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
