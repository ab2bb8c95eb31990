import { useEffect } from 'react';
import type { Schemas } from '../api/client';
import { Kept, useKept } from '../app';
import type { Catalogue } from './catalogue-changes';
import { same } from './catalogue-numbers';
import { NOTHING, type Filling } from './catalogue-rows';

/** What is typed and not kept, and the text that it began from. */
interface Typed {
  readonly text: string;
  readonly from: string;
  /** The service has it: it gives way to the draft's next text. */
  readonly kept?: true;
}

interface Unkept {
  readonly typed?: Typed | undefined;
  /** What is filled in and not put into the text, by list. */
  readonly fillings?: Readonly<Record<string, Filling>>;
}

/** By draft, in memory alone: one comes back to what was typed and filled in. */
const unkept = new Kept<Readonly<Record<string, Unkept>>>({});

function change(draft: string, part: Unkept): void {
  const all = unkept.get();
  unkept.set({ ...all, [draft]: { ...all[draft], ...part } });
}

/** What was typed of a draft, or filled in, and is not kept: it outlives a look elsewhere, and another text that somebody keeps. */
export function useUnkept({ draft, digest, catalogue }: Schemas['CatalogueDraft']) {
  const { typed, fillings = {} } = useKept(unkept)[draft] ?? {};
  const kept = JSON.stringify(catalogue, null, 2);
  const text = typed?.text ?? kept;
  const read = parsed(text);
  const changed = read.catalogue === undefined || !same(read.catalogue, catalogue);
  const filled = Object.keys(fillings).filter(list => Object.keys(fillings[list]!.values).length > 0);
  const asks = changed || filled.length > 0;
  useEffect(() => {
    if (!asks) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [asks]);
  useEffect(() => {
    // What was kept is not typed any more: the text that somebody keeps next is shown.
    if (typed && (!changed || (typed.kept === true && typed.from !== digest)))
      change(draft, { typed: undefined });
  }, [digest]);
  return {
    text,
    read,
    changed,
    fillings,
    /** Lists of which something is filled in that the text does not have. */
    filled,
    /** Somebody kept another text since this one was begun. */
    passed: changed && typed !== undefined && typed.kept !== true && typed.from !== digest,
    /** The text as it is now, also where this was asked before. */
    newest: (): Catalogue | undefined => parsed(unkept.get()[draft]?.typed?.text ?? kept).catalogue,
    type: (next: string): void => {
      const { typed: before } = unkept.get()[draft] ?? {};
      const goesOn = changed && before !== undefined && before.kept !== true;
      change(draft, { typed: { text: next, from: goesOn ? before.from : digest } });
    },
    fill: (list: string, filling: (before: Filling) => Filling): void => {
      const { fillings: before = {} } = unkept.get()[draft] ?? {};
      change(draft, { fillings: { ...before, [list]: filling(before[list] ?? NOTHING) } });
    },
    keep: (): void => {
      if (typed) change(draft, { typed: { ...typed, kept: true } });
    },
    discard: (): void => change(draft, { typed: undefined, fillings: {} }),
  };
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
