import 'reflect-metadata';
import { Type, type TObject, type TProperties, type TSchema } from '@sinclair/typebox';
import { getMetadataStorage, ValidateBy, type ValidationOptions } from 'class-validator';
import { Value } from '@sinclair/typebox/value';
import { clear, passing } from './clear';
import { closed, DayText, oneOf, ReferenceText, TimeText, UuidText } from './forms';

/** A class whose decorators of class-validator say what a request has to be. */
export type Dto<T extends object = object> = new () => T;

const DESCRIPTION = Symbol('description');
const NAME = Symbol('name');

/** What a member means, in the OpenAPI document. */
export function Describe(text: string): PropertyDecorator {
  return (target, property) => Reflect.defineMetadata(DESCRIPTION, text, target, property);
}

/** Makes a class a named component of the OpenAPI document. */
export function Named(name: string): ClassDecorator {
  return target => Reflect.defineMetadata(NAME, name, target);
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

type Rules = ReadonlyMap<string, readonly unknown[]>;

/** What each rule adds to a JSON Schema; those that choose its type are told apart in {@link typeOf}. */
const KEYWORDS: Readonly<Record<string, (...constraints: never[]) => object>> = {
  minLength: (minLength: number) => ({ minLength }),
  maxLength: (maxLength: number) => ({ maxLength }),
  isLength: (minLength: number, maxLength?: number) => ({ minLength, ...(maxLength && { maxLength }) }),
  matches: (pattern: RegExp) => ({ pattern: pattern.source }),
  min: (minimum: number) => ({ minimum }),
  max: (maximum: number) => ({ maximum }),
  arrayMinSize: (minItems: number) => ({ minItems }),
  arrayMaxSize: (maxItems: number) => ({ maxItems }),
  arrayUnique: () => ({ uniqueItems: true }),
};

const known = new Map<Dto, TObject>();

/**
 * The JSON Schema (as TypeBox has it, to be compiled) of a class, from the metadata of its decorators: one description is
 * type, rule and OpenAPI at once. Members are those that have a rule, in their order; no other is let in.
 * @throws Error for a rule that cannot be said in JSON Schema: it would be in the document and not be kept
 */
export function schemaOf(dto: Dto): TObject {
  const found = known.get(dto);
  if (found) return found;
  const properties: TProperties = {};
  for (const [name, member] of membersOf(dto)) properties[name] = member;
  const $id = Reflect.getOwnMetadata(NAME, dto) as string | undefined;
  const schema = closed(properties, $id === undefined ? {} : { $id });
  known.set(dto, schema);
  return schema;
}

function membersOf(dto: Dto): Map<string, TSchema> {
  const single = new Map<string, Map<string, readonly unknown[]>>();
  const each = new Map<string, Map<string, readonly unknown[]>>();
  const optional = new Set<string>();
  for (const target of ancestry(dto)) {
    const metadata = getMetadataStorage().getTargetValidationMetadatas(target, '', false, false);
    for (const { target: owner, type, name, propertyName, constraints, each: ofItems } of metadata) {
      if (owner !== target) continue;
      if (!single.has(propertyName)) single.set(propertyName, new Map());
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
      const description = Reflect.getMetadata(DESCRIPTION, prototype, property) as string | undefined;
      const items = each.get(property);
      const marked = Reflect.getMetadata(MARKS, prototype, property) as typeof clear | undefined;
      const plain = memberOf(place, rules, items, description);
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

function memberOf(
  place: string,
  rules: Rules,
  items: Rules | undefined,
  description: string | undefined,
): TSchema {
  const more = description === undefined ? {} : { description };
  if (items) {
    const options = keywordsOf(place, rules, ['isArray']);
    return Type.Array(memberOf(place, items, undefined, undefined), { ...options, ...more });
  }
  return typeOf(place, rules, more);
}

function typeOf(place: string, rules: Rules, more: object): TSchema {
  const only = (type: string): object => ({ ...keywordsOf(place, rules, [type]), ...more });
  const alone = (type: string): readonly unknown[] => {
    keywordsOf(place, rules, [type]);
    return rules.get(type)!;
  };
  if (rules.has(FORM)) return described(alone(FORM)[0] as TSchema, more);
  if (rules.has(NESTED)) return described(schemaOf((alone(NESTED)[0] as () => Dto)()), more);
  if (rules.has('isIn')) return oneOf(alone('isIn')[0] as readonly string[], more);
  if (rules.has('equals')) return Type.Literal(alone('equals')[0] as string, more);
  if (rules.has('isBoolean')) return Type.Boolean(only('isBoolean'));
  if (rules.has('isInt')) return Type.Integer(only('isInt'));
  if (rules.has('isString')) return Type.String(only('isString'));
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
function described(schema: TSchema, more: object): TSchema {
  if (Object.keys(more).length === 0) return schema;
  const { $id: _, ...rest } = schema;
  return { ...rest, ...more };
}
