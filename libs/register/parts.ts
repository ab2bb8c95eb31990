/** Numbers from `first` on and before `past` in parts that follow each other, of at most so many. */
export function* partsOf(
  first: bigint,
  past: bigint,
  most: bigint,
): Generator<readonly [from: bigint, to: bigint]> {
  for (let from = first; from < past; from += most) yield [from, from + most < past ? from + most : past];
}

/**
 * The same of what is there: a part begins at the first number that is. However far beyond all others a number lies that somebody
 * changed, it is no long way.
 * @param firstFrom the first number from another on; null where there is none
 */
export async function* partsThere(
  past: bigint,
  most: bigint,
  firstFrom: (from: bigint) => Promise<string | null>,
): AsyncGenerator<readonly [from: bigint, to: bigint]> {
  for (let next = 0n; next < past;) {
    const found = await firstFrom(next);
    if (found === null || BigInt(found) >= past) return;
    const from = BigInt(found);
    next = from + most < past ? from + most : past;
    yield [from, next];
  }
}
