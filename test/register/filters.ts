import fc from 'fast-check';
import type { RegisterFilter } from '#libs/register/postgres';

/**
 * Filters that have some of the parts, each with one of its values.
 * @param absent how many times as often a part is left out as it has a value
 */
export function filtersOf(
  parts: Readonly<Partial<Record<keyof RegisterFilter, readonly unknown[]>>>,
  absent: number,
): fc.Arbitrary<RegisterFilter> {
  const some = Object.entries(parts).map(([name, values]) => [
    name,
    fc.oneof({ weight: absent, arbitrary: fc.constant(undefined) }, fc.constantFrom(...values)),
  ]);
  return fc
    .record(Object.fromEntries(some) as Readonly<Record<string, fc.Arbitrary<unknown>>>)
    .map(given => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}
