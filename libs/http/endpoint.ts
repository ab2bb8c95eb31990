import { Type, type TObject, type TSchema } from '@sinclair/typebox';
import type { ProblemCode } from '#libs/kernel';
import { answerSchemaOf, schemaOf, type Dto } from './schema';
import type { Role, Scope } from './roles';

interface Options {
  /** One line, in the imperative. */
  readonly summary: string;
  readonly description?: string;
  /** Heading in the OpenAPI document. */
  readonly tag: string;
  /** What a service's token must hold, all of them. Required where `service` is among the roles. */
  readonly scopes?: readonly Scope[];
  /**
   * The path parameter that names the subject whom it is about (default: `subject`, where the path has it).
   * A customer passes only with their own; any other answers `not-found`, like an unknown one.
   * `none`: nothing of a person is in it, a customer may have it as it is.
   */
  readonly about?: string;
  /** Forms of path parameters that are not UUIDs: patterns. What does not fit is `not-found`. */
  readonly params?: Readonly<Record<string, RegExp>>;
  /** A class with decorators of class-validator, or a schema. */
  readonly body?: TSchema | Dto;
  /** Problems of its own; those of form, caller and machine are added. */
  readonly problems?: readonly ProblemCode[];
}

export interface CommandOptions extends Options {
  readonly roles: readonly Role[];
  /** Needs `If-Match` with the record's ETag; the call has its `version`. */
  readonly ifMatch?: true;
  /** Takes a stream of these media types, in these encodings, instead of a JSON body. Not part of the request's fingerprint. */
  readonly stream?: {
    readonly types: readonly string[];
    /** Of each media type one. */
    readonly examples: Readonly<Record<string, string>>;
    /** Absent: UTF-8. */
    readonly charsets?: readonly string[];
    readonly limit: number;
  };
  /** Members of the answer beside outcome, repeated and position: a class, or a schema. */
  readonly answer?: TObject | Dto;
  /** Answers 201 instead of 200. */
  readonly creates?: true;
}

export interface QueryOptions extends Options {
  /** `anyone`: without a token. Such an endpoint holds nothing of a person. */
  readonly roles: readonly Role[] | 'anyone';
  /** POST where a value must not stand in a URL. */
  readonly method?: 'GET' | 'POST';
  /** Query parameters: strings, numbers, booleans; each at most once. */
  readonly query?: TObject | Dto;
  /**
   * Needs `?purpose=`: why the caller looks. A customer, who may call it about their own data alone, need not say why: then
   * it is {@link OWN_PURPOSE}, or the one that is named here.
   */
  readonly purpose?: true | { readonly own: string };
  /** Takes `?position=`: the read model must have come that far. */
  readonly position?: true;
  /** Takes `If-None-Match`: 304 where the caller has it already. Its answers have a `tag`. */
  readonly conditional?: true;
  /** The JSON answer as a class, `[Class]` for a list of them, or a schema; each by its media type where there are several. */
  readonly response: TSchema | Dto | ListOf | ByMediaType<TSchema | Dto>;
}

/** What a person looks at their own data for, where nothing else is said: to exercise a right (Art. 15). */
export const OWN_PURPOSE = 'data-subject-request';

/** A list of what a class says. */
export type ListOf<D extends Dto = Dto> = readonly [D];

/** What is answered in each media type; `null`: not JSON. */
export type ByMediaType<S> = Readonly<Record<string, S | null>>;

/**
 * An endpoint, declared in one place: from it follow the guard, the compiled check of what comes in, the shape of the
 * answer, the log line, the metrics and the OpenAPI document.
 */
export interface Declared<
  K extends 'command' | 'query' = 'command' | 'query',
  P extends string = string,
  O = CommandOptions | QueryOptions,
> {
  readonly kind: K;
  readonly method: 'GET' | 'POST';
  /** Nest's form: `/v1/subjects/:subject/corrections`. */
  readonly path: P;
  readonly options: O;
}

export function command<const P extends `/${string}`, const O extends CommandOptions>(
  path: P,
  options: O,
): Declared<'command', P, O> {
  return { kind: 'command', method: 'POST', path, options: checked(path, asSchemas(options)) };
}

export function query<const P extends `/${string}`, const O extends QueryOptions>(
  path: P,
  options: O,
): Declared<'query', P, O> {
  return { kind: 'query', method: options.method ?? 'GET', path, options: checked(path, asSchemas(options)) };
}

/** Classes by their schemas: the type of the options keeps the class, which says what a call has and what is answered. */
function asSchemas<O extends CommandOptions | QueryOptions>(options: O): O {
  const { body, query, answer, response } = options as QueryOptions & CommandOptions;
  return {
    ...options,
    ...(body && { body: typeof body === 'function' ? schemaOf(body) : body }),
    ...(query && { query: typeof query === 'function' ? schemaOf(query) : query }),
    ...(answer && { answer: answerOf(answer) }),
    ...(response && {
      response: isByMediaType(response)
        ? Object.fromEntries(Object.entries(response).map(([type, one]) => [type, one && answerOf(one)]))
        : answerOf(response),
    }),
  };
}

function answerOf(given: TSchema | Dto | ListOf): TSchema {
  if (isList(given)) return Type.Array(answerSchemaOf(given[0]));
  return typeof given === 'function' ? answerSchemaOf(given) : given;
}

function isList(given: object): given is ListOf {
  return Array.isArray(given);
}

/** Whether it says what is answered in each media type. */
export function isByMediaType<S extends object>(response: S | ByMediaType<S>): response is ByMediaType<S> {
  const names = Object.keys(response);
  return names.length > 0 && names.every(name => name.includes('/'));
}

/** Names of the parameters of a path. */
export function paramsOf(path: string): string[] {
  return [...path.matchAll(/:([A-Za-z]+)/g)].map(match => match[1]!);
}

/** The parameter that names the subject, if the path has one. */
export function aboutOf(endpoint: Pick<Declared, 'path' | 'options'>): string | undefined {
  const about = endpoint.options.about ?? 'subject';
  return paramsOf(endpoint.path).includes(about) ? about : undefined;
}

/** A declaration that could let someone in by mistake does not get past the start. */
function checked<O extends CommandOptions | QueryOptions>(path: string, options: O): O {
  const { roles, scopes, about } = options;
  const { query } = options as QueryOptions;
  // `purpose` is why the caller looks, everywhere; what was processed for one is asked for as `processedFor`.
  if (query && ['purpose', 'position', 'dryRun'].some(name => name in propertiesOf(query)))
    throw new Error(`${path}: a parameter of the query has the name of a common one`);
  if (roles === 'anyone') return options;
  if (roles.length === 0) throw new Error(`${path}: no role may call it`);
  if (roles.includes('service') && !scopes?.length) throw new Error(`${path}: a service needs a scope`);
  if (roles.includes('customer') && about !== 'none' && !aboutOf({ path, options })) {
    throw new Error(`${path}: a customer may call it, so it must say whom it is about`);
  }
  return options;
}

function propertiesOf(query: TObject | Dto): object {
  return (query as TObject).properties;
}
