/** A thing in words: what each part of it is called, and what it says. Two states of it are compared by them. */
export type Said = readonly (readonly [name: string, text: string | undefined])[];

export interface Difference {
  readonly name: string;
  readonly was: string | undefined;
  readonly is: string | undefined;
}

/** What is said otherwise now, in the order of what is said now. */
export function differences(shown: Said, now: Said): readonly Difference[] {
  const [before, after] = [new Map(shown), new Map(now)];
  return [...new Set([...after.keys(), ...before.keys()])]
    .map(name => ({ name, was: before.get(name), is: after.get(name) }))
    .filter(({ was, is }) => was !== is);
}
