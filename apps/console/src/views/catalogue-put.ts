import { useQueryClient } from '@tanstack/react-query';
import { data, Refused, type Schemas } from '../api/client';
import { useApp } from '../app';
import { faultsOf } from '../ui/faults';
import type { Catalogue } from './catalogue-changes';
import type { RefusedRow } from './catalogue-rows';

/** Somebody else was before: with another text of the draft, or another version. */
const PASSED: readonly string[] = ['draft-changed', 'draft-outdated'];

/** What becomes of a text, and the place in it that is changed: a JSON Pointer. */
export interface Changed {
  readonly catalogue: Catalogue;
  readonly at: string;
}

/** How rows come into the text of a draft: the service says before what of them has the wrong form. */
export function usePut(
  { draft, digest }: Schemas['CatalogueDraft'],
  last: string,
  newest: () => Catalogue | undefined,
  write: (catalogue: Catalogue) => void,
) {
  const { api } = useApp();
  const client = useQueryClient();
  const bodyOf = (catalogue: Catalogue) => ({ basedOn: last, catalogue, replaces: digest });
  /** What somebody else did is shown above, and what is typed here stays. @returns whether that is why */
  const isPassed = (refused: Refused): boolean => {
    if (!PASSED.includes(refused.problem.code)) return false;
    void client.invalidateQueries({ queryKey: ['catalogue-draft', draft] });
    void client.invalidateQueries({ queryKey: ['catalogue-check', draft] });
    return true;
  };
  /** Whether what is changed at a place may not be so. */
  const isWrong = (error: unknown, at: string): boolean => {
    if (!(error instanceof Refused)) return true;
    // What is wrong elsewhere in the text is not of this form: it is told when the text is kept.
    const elsewhere = (error.problem.errors ?? []).length > 0 && faultsOf(error, [], at).besides.length === 0;
    return !elsewhere && !isPassed(error);
  };
  const tryOut = async (catalogue: Catalogue): Promise<unknown> => {
    const header = { 'Idempotency-Key': crypto.randomUUID() };
    const params = { path: { draft }, header, query: { dryRun: true } };
    return data(api.POST('/v1/catalogue/drafts/{draft}/revise', { params, body: bodyOf(catalogue) }));
  };
  /** Changes the text; @param asks whether the service is asked before. @returns why not */
  const put = async (
    text: Catalogue,
    into: (text: Catalogue) => Changed,
    asks: boolean,
  ): Promise<RefusedRow | undefined> => {
    const { catalogue, at } = into(text);
    try {
      if (asks)
        await tryOut(catalogue).catch((error: unknown) => {
          if (isWrong(error, at)) throw error;
        });
      // What was typed meanwhile stays; a text that lost its shape by it has no place for a row.
      write(into(newest()!).catalogue);
      return undefined;
    } catch (error) {
      return { error, at };
    }
  };
  return { put, isPassed, bodyOf };
}
