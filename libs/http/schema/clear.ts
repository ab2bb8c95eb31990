import type { TSchema } from '@sinclair/typebox';

/** Marks a text that can hold nothing personal: an id, a day, a name of the catalogue. Not written into documents. */
const CLEAR = Symbol('clear');

/** A text whose form leaves its writer nothing personal to say. Texts of a few fixed values need no mark. */
export function clear<S extends TSchema>(schema: S): S {
  return { ...schema, [CLEAR]: true };
}

/** Marks a member whose value passes through and is never kept, not even as part of a fingerprint. */
const PASSING = Symbol('passing');

/** See {@link keptPart}. */
export function passing<S extends TSchema>(schema: S): S {
  return { ...schema, [PASSING]: true };
}

/** A body without the members that only pass through. */
export function keptPart(schema: TSchema, body: unknown): unknown {
  const { properties = {} } = schema as Parts;
  const passes = Object.keys(properties).filter(name => (properties[name] as Parts)[PASSING]);
  if (passes.length === 0 || typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !passes.includes(name)));
}

interface Parts {
  readonly [PASSING]?: true;
  readonly [CLEAR]?: true;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly additionalProperties?: unknown;
  readonly items?: TSchema;
  readonly anyOf?: readonly TSchema[];
}

/**
 * What of a value that fits its schema can hold nothing personal: fixed values, truth values, texts marked {@link clear}.
 * Whatever else the schema takes is left out, so that nothing gets in by being forgotten.
 */
export function clearPart(schema: TSchema, value: unknown): unknown {
  const parts = schema as Parts;
  if (parts.anyOf) {
    const variant = meant(parts.anyOf, value);
    return variant && clearPart(variant, value);
  }
  if (parts[CLEAR] || parts.enum || 'const' in parts || parts.type === 'boolean') return value;
  if (parts.items && Array.isArray(value)) return value.map(item => clearPart(parts.items!, item) ?? null);
  if (!parts.properties || parts.additionalProperties !== false) return undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const members = Object.entries(value).map(([name, member]) => {
    const described = Object.hasOwn(parts.properties!, name) ? parts.properties![name] : undefined;
    return [name, described && clearPart(described, member)] as const;
  });
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

/** The variant that is this constant, or whose constant members (its discriminator) the value has. */
function meant(variants: readonly TSchema[], value: unknown): TSchema | undefined {
  return variants.find(variant => {
    const { const: fixed, properties = {} } = variant as Parts;
    if (fixed !== undefined) return fixed === value;
    const constants = Object.entries(properties).filter(([, member]) => 'const' in member);
    return (
      constants.length > 0 &&
      constants.every(
        ([name, member]) => (value as Record<string, unknown> | null)?.[name] === (member as Parts).const,
      )
    );
  });
}
