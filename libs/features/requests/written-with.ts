/** What there is of each field, by where it is from: a value, or the commitment to it. */
type By<T> = Readonly<Record<string, T>>;

/**
 * What a letter of a request is written with, and its event therefore names. Where the request says who to write to, that is
 * who; what it leaves out, and all of it where it names nobody, is as the record has it; or as it was kept for the answer to
 * whom all is erased of.
 */
export function writtenWith<T>(from: {
  readonly given: By<T>;
  readonly held: By<T>;
  readonly kept: By<T>;
}): By<T> {
  const { given, held, kept } = from;
  return given.familyName === undefined ? { ...given, ...kept, ...held } : { ...kept, ...held, ...given };
}
