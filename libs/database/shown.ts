type Written<V> = V extends Date ? string : V;

/** A row as it is answered: times as text (RFC 3339), and without what it has none of. */
export type Shown<R> = {
  readonly [K in keyof R as null extends R[K] ? never : K]: Written<R[K]>;
} & {
  readonly [K in keyof R as null extends R[K] ? K : never]?: Written<NonNullable<R[K]>>;
};

/** See {@link Shown}. */
export function shown<R extends object>(row: R): Shown<R> {
  const members = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(
    members.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : (value as unknown)]),
  ) as Shown<R>;
}
