import {
  FormatRegistry,
  Type,
  type ObjectOptions,
  type SchemaOptions,
  type Static,
  type TObject,
  type TProperties,
  type TSchema,
  type TUnsafe,
} from '@sinclair/typebox';
import { DAY_PATTERN, isDay, isTime, TIME_PATTERN } from '#libs/kernel';
import { clear } from './clear';

/**
 * An object that takes the members it names and no other: what every request is described with.
 * `closed({…}, { $id: 'Correction' })` becomes a named component of the OpenAPI document.
 */
export function closed<P extends TProperties>(properties: P, options: ObjectOptions = {}): TObject<P> {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

/** One of these texts. */
export function oneOf<const V extends readonly string[]>(
  values: V,
  options: SchemaOptions = {},
): TUnsafe<V[number]> {
  return Type.Unsafe<V[number]>(
    Type.String({ ...options, enum: [...values], pattern: `^(?:${values.map(escaped).join('|')})$` }),
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

// TypeBox refuses every value of a format that nobody registered. A UUID is told by its pattern.
FormatRegistry.Set('uuid', () => true);
FormatRegistry.Set('date', isDay);
FormatRegistry.Set('date-time', isTime);

/** A named schema with a description of its own: then it is written out where it stands. */
export function described<T>(schema: TSchema & { static: T }, description: string): TUnsafe<T> {
  const { $id: _, ...rest } = schema;
  return Type.Unsafe<T>({ ...rest, description });
}

/** A UUID in lower case. */
export const UuidText = clear(
  Type.String({
    $id: 'Uuid',
    format: 'uuid',
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
  }),
);

/** A day, YYYY-MM-DD, that the calendar has, of the years 1900 to 2999. */
export const DayText = clear(Type.String({ $id: 'Day', format: 'date', pattern: DAY_PATTERN }));
/** A point in time, RFC 3339 in UTC, on such a day. */
export const TimeText = clear(Type.String({ $id: 'Time', format: 'date-time', pattern: TIME_PATTERN }));
/** A caller's own reference, such as an invoice number. */
export const ReferenceText = Type.String({ $id: 'Reference', pattern: '^[A-Za-z0-9._/-]{1,64}$' });

/** An opaque position token, as commands answer it. */
export const PositionText = Type.String({ $id: 'Position', pattern: '^[A-Za-z0-9_-]{1,128}$' });

/** What every command answers; a command's own members come beside these. */
export const commandAnswer = {
  outcome: oneOf(['done', 'unchanged', 'dry-run'] as const, {
    description:
      '`unchanged`: there was nothing to do, and it is not remembered. `dry-run`: it would have been done.',
  }),
  repeated: Type.Boolean({
    description: 'True when this command had been carried out before under this Idempotency-Key.',
  }),
  position: Type.Optional(PositionText),
};

/** The type of what a class or a schema describes. */
export type StaticOf<S> = S extends new () => infer T
  ? Readonly<T>
  : S extends TSchema
    ? Static<S>
    : undefined;
