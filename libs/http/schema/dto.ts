import 'reflect-metadata';
import { Type, type ObjectOptions, type TObject, type TProperties, type TSchema } from '@sinclair/typebox';
import { getMetadataStorage, ValidateBy, type ValidationOptions } from 'class-validator';
import { Value } from '@sinclair/typebox/value';
import { clear, passing } from './clear';
import { closed, DayText, oneOf, ReferenceText, TimeText, UuidText } from './forms';

/** A class whose decorators of class-validator say what a request has to be, or what an answer is. */
export type Dto<T extends object = object> = new () => T;

const MORE = Symbol('more');

/** Adds a keyword of JSON Schema that is no rule to a member, or to a class. */
function more(keyword: object): PropertyDecorator & ClassDecorator {
  return (target: object, property?: string | symbol) =>
    Reflect.defineMetadata(MORE, { ...moreOf(target, property), ...keyword }, target, property!);
}

function moreOf(target: object, property?: string | symbol): object {
  // A member is inherited with what is said of it; what is said of a class is said of that class alone.
  const found: unknown =
    property === undefined
      ? Reflect.getOwnMetadata(MORE, target)
      : Reflect.getMetadata(MORE, target, property);
  return (found as object | undefined) ?? {};
}

/** What a class or a member means, in the OpenAPI document. */
export function Describe(text: string): PropertyDecorator & ClassDecorator {
  return more({ description: text });
}

/** The id in examples: whatever stands there is one that the service made. */
export const EXAMPLE_ID = 'b3c0a1d2-4e5f-8a6b-9c7d-0e1f2a3b4c5d';

/** A body as it may be sent: the OpenAPI document has it, and the tests send it. It has to pass the class's own rules. */
export function Example(body: object): ClassDecorator {
  return more({ examples: [body] });
}

/** What a query parameter is where it is left out. */
export function Default(value: number): PropertyDecorator {
  return more({ default: value });
}

/** How many members an object has at least and at most, whichever they are. */
export function MemberCount(minProperties: number, maxProperties: number): ClassDecorator {
  return more({ minProperties, maxProperties });
}

/** Makes a class a named component of the OpenAPI document. */
export function Named(name: string): ClassDecorator {
  return more({ $id: name });
}

/** Says of an answer that it has no members beside those that it names. */
export function Closed(): ClassDecorator {
  return more({ additionalProperties: false });
}

/** Says of an object that it has members beside those that it names. */
export function Open(): ClassDecorator {
  return more({ additionalProperties: true });
}

/**
 * A form that class-validator has no rule for (a union, a record, a named pattern), as a schema. `check` tells a value of
 * that form for whoever validates without the compiled check.
 */
export function Form(
  schema: TSchema,
  check: (value: unknown) => boolean,
  options?: ValidationOptions,
): PropertyDecorator {
  return ValidateBy({ name: FORM, constraints: [schema], validator: { validate: check } }, options);
}

const FORM = 'form';

const MARKS = Symbol('marks');

function mark(as: (schema: TSchema) => TSchema): () => PropertyDecorator {
  return () => (target, property) => Reflect.defineMetadata(MARKS, as, target, property);
}

/** Marks a text that can hold nothing personal, see {@link clear}. Texts of a few fixed values need no mark. */
export const Clear = mark(clear);
/** Marks a member whose value passes through and is never kept, see {@link passing}. */
export const Passing = mark(passing);

/** A decorator for a form that is described by a schema, see {@link Form}. */
export function formOf(schema: TSchema): (options?: ValidationOptions) => PropertyDecorator {
  const check = (value: unknown): boolean => Value.Check(schema, value);
  return options => Form(schema, check, options);
}

/**
 * A text of a pattern (ECMA-262). `clear`: its form leaves its writer nothing personal to say, see {@link Clear}. `named`:
 * it is a named component of the OpenAPI document.
 */
export function textOf(
  pattern: string,
  said: { readonly clear?: true; readonly named?: string; readonly description?: string } = {},
) {
  const { clear: isClear, named, ...more } = said;
  const schema = Type.String({ pattern, ...(named !== undefined && { $id: named }), ...more });
  return formOf(isClear ? clear(schema) : schema);
}

/** A calendar day, YYYY-MM-DD. */
export const IsDay = formOf(DayText);
/** A point in time, RFC 3339 in UTC. */
export const IsTime = formOf(TimeText);
/** A UUID in lower case. */
export const IsId = formOf(UuidText);
/** A caller's own reference. */
export const IsReference = formOf(ReferenceText);

/** An object of a class of its own; with `each`, a list of them. */
export function Nested(of: () => Dto, options?: ValidationOptions): PropertyDecorator {
  const check = (value: unknown): boolean => typeof value === 'object' && value !== null;
  return ValidateBy({ name: NESTED, constraints: [of], validator: { validate: check } }, options);
}

const NESTED = 'nested';

/** An object of one of these classes, which their fixed members tell apart. */
export function AnyOf(of: () => readonly Dto[]): PropertyDecorator {
  const check = (value: unknown): boolean => typeof value === 'object' && value !== null;
  return ValidateBy({ name: ANY_OF, constraints: [of], validator: { validate: check } });
}

const ANY_OF = 'anyOf';

/** An object whose members have names of any kind, and values of one class, or whole numbers. */
export function MapOf(of: (() => Dto) | 'integer'): PropertyDecorator {
  const check = (value: unknown): boolean => typeof value === 'object' && value !== null;
  return ValidateBy({ name: MAP, constraints: [of], validator: { validate: check } });
}

const MAP = 'map';
/** What class-validator calls `@Allow()`: any value. */
const ALLOWED = 'whitelistValidation';

/** An object with this many members at least. */
export function MinProperties(minimum: number): PropertyDecorator {
  const check = (value: unknown): boolean => Object.keys(value ?? {}).length >= minimum;
  return ValidateBy({ name: 'minProperties', constraints: [minimum], validator: { validate: check } });
}

/** The body of a step that takes nothing from the caller but that it is taken. */
@Example({})
@Describe('Nothing.')
export class NothingBody {}

type Rules = ReadonlyMap<string, readonly unknown[]>;

/** What each rule adds to a JSON Schema; those that choose its type are told apart in {@link typeOf}. */
const KEYWORDS: Readonly<Record<string, (...constraints: never[]) => object>> = {
  minLength: (minLength: number) => ({ minLength }),
  maxLength: (maxLength: number) => ({ maxLength }),
  isLength: (minLength: number, maxLength?: number) => ({ minLength, ...(maxLength && { maxLength }) }),
  matches: (pattern: RegExp) => ({ pattern: pattern.source }),
  min: (minimum: number) => ({ minimum }),
  max: (maximum: number) => ({ maximum }),
  minProperties: (minProperties: number) => ({ minProperties }),
  arrayMinSize: (minItems: number) => ({ minItems }),
  arrayMaxSize: (maxItems: number) => ({ maxItems }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/** How a class becomes an object: a request takes no members that it does not name, an answer may have more some day. */
type ObjectOf = (properties: TProperties, options: ObjectOptions) => TObject;
const open: ObjectOf = (properties, options) => Type.Object(properties, options);
const known = new Map<ObjectOf, Map<Dto, TObject>>([
  [closed, new Map()],
  [open, new Map()],
]);

/**
 * The JSON Schema (as TypeBox has it, to be compiled) of a class, from the metadata of its decorators: one description is
 * type, rule and OpenAPI at once. Members are those that have a rule, in their order; no other is let in.
 * @throws Error for a rule that cannot be said in JSON Schema: it would be in the document and not be kept
 */
export function schemaOf(dto: Dto): TObject {
  return objectOf(dto, closed);
}

/** The JSON Schema of a class that says what is answered: as the document has it, nothing is checked by it. */
export function answerSchemaOf(dto: Dto): TObject {
  return objectOf(dto, open);
}

function objectOf(dto: Dto, object: ObjectOf): TObject {
  const found = known.get(object)!.get(dto);
  if (found) return found;
  const properties: TProperties = {};
  for (const [name, member] of membersOf(dto, object)) properties[name] = member;
  const said = moreOf(dto);
  // What is said of the class itself comes last: one that is {@link Open} is so in requests too.
  const schema = { ...object(properties, said), ...said };
  for (const example of (schema as { readonly examples?: readonly unknown[] }).examples ?? [])
    if (!Value.Check(schema, example)) throw new Error(`the example of ${dto.name} breaks its rules`);
  known.get(object)!.set(dto, schema);
  return schema;
}

function membersOf(dto: Dto, object: ObjectOf): Map<string, TSchema> {
  const single = new Map<string, Map<string, readonly unknown[]>>();
  const each = new Map<string, Map<string, readonly unknown[]>>();
  const optional = new Set<string>();
  for (const target of ancestry(dto)) {
    const metadata = getMetadataStorage().getTargetValidationMetadatas(target, '', false, false);
    const declared = new Set<string>();
    for (const { target: owner, type, name, propertyName, constraints, each: ofItems } of metadata) {
      if (owner !== target) continue;
      // A member that is declared anew has the rules of that declaration alone, in the place of the inherited one.
      if (!declared.has(propertyName)) {
        declared.add(propertyName);
        single.set(propertyName, new Map());
        each.delete(propertyName);
        optional.delete(propertyName);
      }
      if (type === 'conditionalValidation') optional.add(propertyName);
      else {
        const rules = ofItems ? each : single;
        if (!rules.has(propertyName)) rules.set(propertyName, new Map());
        rules.get(propertyName)!.set(name ?? type, (constraints as unknown[] | undefined) ?? []);
      }
    }
  }
  const prototype = dto.prototype as object;
  return new Map(
    [...single].map(([property, rules]) => {
      const place = `${dto.name}.${property}`;
      const marked = Reflect.getMetadata(MARKS, prototype, property) as typeof clear | undefined;
      const said = moreOf(prototype, property);
      const items = each.get(property);
      const plain = items
        ? listOf(place, rules, typeOf(place, items, {}, object), said)
        : typeOf(place, rules, said, object);
      const schema = marked ? marked(plain) : plain;
      return [property, optional.has(property) ? Type.Optional(schema) : schema];
    }),
  );
}

/** A class after those that it extends. */
function ancestry(dto: Dto): Dto[] {
  const above = Object.getPrototypeOf(dto) as Dto;
  return above.prototype === undefined ? [dto] : [...ancestry(above), dto];
}

function listOf(place: string, rules: Rules, items: TSchema, said: object): TSchema {
  return Type.Array(items, { ...keywordsOf(place, rules, ['isArray']), ...said });
}

function typeOf(place: string, rules: Rules, said: object, object: ObjectOf): TSchema {
  const only = (type: string): object => ({ ...keywordsOf(place, rules, [type]), ...said });
  const alone = (type: string): readonly unknown[] => {
    keywordsOf(place, rules, [type]);
    return rules.get(type)!;
  };
  if (rules.has(FORM)) return described(alone(FORM)[0] as TSchema, said);
  if (rules.has(NESTED))
    return described(objectOf((rules.get(NESTED)![0] as () => Dto)(), object), only(NESTED));
  if (rules.has(ANY_OF)) {
    const variants = (alone(ANY_OF)[0] as () => readonly Dto[])();
    return Type.Union(
      variants.map(each => objectOf(each, object)),
      said,
    );
  }
  if (rules.has(MAP)) {
    const of = alone(MAP)[0] as (() => Dto) | 'integer';
    return Type.Record(Type.String(), of === 'integer' ? Type.Integer() : objectOf(of(), object), said);
  }
  if (rules.has('isIn')) return oneOf(alone('isIn')[0] as readonly string[], said);
  if (rules.has('equals')) return Type.Literal(alone('equals')[0] as string, said);
  if (rules.has('isBoolean')) return Type.Boolean(only('isBoolean'));
  if (rules.has('isInt')) return Type.Integer(only('isInt'));
  if (rules.has('isString')) return Type.String(only('isString'));
  if (rules.has('isObject')) return Type.Record(Type.String(), Type.Unknown(), only('isObject'));
  if (rules.has('isArray')) return listOf(place, rules, Type.Unknown(), said);
  if (rules.has(ALLOWED)) return Type.Unknown(only(ALLOWED));
  throw new Error(`${place} has no rule that says what it is`);
}

function keywordsOf(place: string, rules: Rules, told: readonly string[]): object {
  const parts = [...rules]
    .filter(([name]) => !told.includes(name))
    .map(([name, constraints]) => {
      const keyword = KEYWORDS[name];
      if (!keyword) throw new Error(`${place}: the rule ${name} cannot be said in JSON Schema`);
      return keyword(...(constraints as never[]));
    });
  return Object.assign({}, ...parts) as object;
}

/** A named schema with a description of its own is written out where it stands. */
function described(schema: TSchema, said: object): TSchema {
  if (Object.keys(said).length === 0) return schema;
  const { $id: _, ...rest } = schema;
  return { ...rest, ...said };
}
