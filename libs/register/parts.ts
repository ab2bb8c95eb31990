/** Numbers from `first` on and before `past` in parts that follow each other, of at most so many. */
export function* partsOf(
  first: bigint,
  past: bigint,
  most: bigint,
): Generator<readonly [from: bigint, to: bigint]> {
  for (let from = first; from < past; from += most) yield [from, from + most < past ? from + most : past];
}
