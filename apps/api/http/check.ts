import { Kind, type TObject, type TSchema } from '@sinclair/typebox';
import { TypeCompiler, ValueErrorType, type ValueError } from '@sinclair/typebox/compiler';
import { InvalidRequest, type RequestError } from '#libs/http';
import { endBeforeFrom, type Rule } from '#libs/kernel';

/** Broken rules that one answer names, at most. */
const MAX_ERRORS = 20;

/**
 * A check of a body, compiled. It throws {@link InvalidRequest}: `unknown-field` where a member is not described,
 * else `invalid-request`, with places and rules and never a value or an unknown name.
 * @throws Error at start for an object that does not say whether it takes other members
 */
export function compileCheck(schema: TSchema): (value: unknown) => void {
  refuseOpen(schema);
  let check: ReturnType<typeof TypeCompiler.Compile> | undefined;
  return value => {
    // At the first request: a start compiles none of some two hundred.
    const compiled = (check ??= TypeCompiler.Compile(schema));
    if (compiled.Check(value)) return refuseDisorder(schema, value, '');
    const [unknown, broken] = [new Map<string, RequestError>(), new Map<string, RequestError>()];
    for (const error of flat(compiled.Errors(value), value)) {
      const isUnknown = error.type === ValueErrorType.ObjectAdditionalProperties;
      const path = isUnknown ? error.path.slice(0, error.path.lastIndexOf('/')) : error.path;
      const pointer = knownPart(schema, path);
      const into = isUnknown ? unknown : broken;
      if (!into.has(pointer))
        into.set(pointer, { pointer, rule: isUnknown ? 'additionalProperties' : ruleOf(error) });
      if (into.size >= MAX_ERRORS) break;
    }
    if (unknown.size > 0) throw new InvalidRequest('unknown-field', [...unknown.values()]);
    throw new InvalidRequest('invalid-request', [...broken.values()]);
  };
}

/** A period ends no earlier than it begins, wherever in what is sent it stands. @throws InvalidRequest */
function refuseDisorder(schema: TSchema, value: unknown, at: string): void {
  if (typeof value !== 'object' || value === null || schema.type !== 'object') return;
  const given = value as Readonly<Record<string, unknown>>;
  const end = endBeforeFrom(given);
  if (end) throw new InvalidRequest('invalid-request', [{ pointer: `${at}/${end}`, rule: 'from-after-to' }]);
  for (const [name, member] of Object.entries((schema as Partial<TObject>).properties ?? {}))
    if (name in given) refuseDisorder(member, given[name], `${at}/${name}`);
}

/** The members of a JSON Pointer as far as the schema knows them; what follows is the caller's own text. */
function knownPart(schema: TSchema, path: string): string {
  let known = '';
  let options = [schema];
  for (const segment of path.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    const next = options.flatMap(option => membersOf(option, name));
    if (next.length === 0) break;
    known += `/${segment}`;
    options = next;
  }
  return known;
}

function membersOf(schema: TSchema, name: string): TSchema[] {
  const { properties, items } = schema as { properties?: Record<string, TSchema>; items?: TSchema };
  if (properties && Object.hasOwn(properties, name)) return [properties[name]!];
  if (items && /^[0-9]+$/.test(name)) return [items];
  return variantsOf(schema).flatMap(variant => membersOf(variant, name));
}

function variantsOf(schema: TSchema): TSchema[] {
  return ((schema.anyOf ?? schema.allOf) as TSchema[] | undefined) ?? [];
}

/** Errors, with those of the meant variant in place of "none of the variants". */
function* flat(errors: Iterable<ValueError>, root: unknown): Iterable<ValueError> {
  for (const error of errors) {
    if (error.type !== ValueErrorType.Union) {
      yield error;
      continue;
    }
    const index = meantVariant(variantsOf(error.schema), error.value);
    if (index === undefined) yield error;
    else yield* flat(error.errors[index]!, root);
  }
}

/** The variant whose constant members (its discriminator) are those of the value. */
function meantVariant(variants: TSchema[], value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const index = variants.findIndex(variant => {
    const constants = Object.entries((variant as TObject).properties ?? {}).filter(
      ([, member]) => 'const' in member,
    );
    return (
      constants.length > 0 &&
      constants.every(([name, member]) => (value as Record<string, unknown>)[name] === member.const)
    );
  });
  return index < 0 ? undefined : index;
}

/** The JSON Schema keyword that an error is about; `type` for the rest. */
const KEYWORDS: Partial<Record<ValueErrorType, Rule>> = {
  [ValueErrorType.ObjectRequiredProperty]: 'required',
  [ValueErrorType.ObjectMinProperties]: 'minProperties',
  [ValueErrorType.ObjectMaxProperties]: 'maxProperties',
  [ValueErrorType.StringPattern]: 'pattern',
  [ValueErrorType.StringFormat]: 'format',
  [ValueErrorType.StringFormatUnknown]: 'format',
  [ValueErrorType.StringMinLength]: 'minLength',
  [ValueErrorType.StringMaxLength]: 'maxLength',
  [ValueErrorType.ArrayMinItems]: 'minItems',
  [ValueErrorType.ArrayMaxItems]: 'maxItems',
  [ValueErrorType.ArrayUniqueItems]: 'uniqueItems',
  [ValueErrorType.IntegerMinimum]: 'minimum',
  [ValueErrorType.IntegerMaximum]: 'maximum',
  [ValueErrorType.NumberMinimum]: 'minimum',
  [ValueErrorType.NumberMaximum]: 'maximum',
  [ValueErrorType.Literal]: 'const',
  [ValueErrorType.Union]: 'anyOf',
};

function ruleOf({ type, schema }: ValueError): Rule {
  const isEnum =
    type === ValueErrorType.Union
      ? variantsOf(schema).every(variant => 'const' in variant)
      : type === ValueErrorType.StringPattern && 'enum' in schema;
  return isEnum ? 'enum' : (KEYWORDS[type] ?? 'type');
}

/** An object that is silent about other members would let them in unseen. */
function refuseOpen(schema: TSchema): void {
  const parts = schema as {
    properties?: Record<string, TSchema>;
    items?: TSchema;
    patternProperties?: Record<string, TSchema>;
  };
  if (schema[Kind] === 'Object' && schema.additionalProperties === undefined) {
    throw new Error(
      `a request's object must say whether it takes other members: ${Object.keys(parts.properties ?? {}).join(', ')}`,
    );
  }
  const within = [
    ...Object.values(parts.properties ?? {}),
    ...Object.values(parts.patternProperties ?? {}),
    ...variantsOf(schema),
  ];
  if (parts.items) within.push(parts.items);
  within.forEach(refuseOpen);
}
