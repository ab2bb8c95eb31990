import type { TObject, TSchema } from '@sinclair/typebox';
import {
  aboutOf,
  clearPart,
  keptPart,
  InvalidRequest,
  paramsOf,
  type ByMediaType,
  type CommandOptions,
  type Declared,
  type QueryOptions,
  refuseText,
} from '#libs/http';
import { DomainError, isUuid } from '#libs/kernel';
import { compileCheck } from './check';

/** The options of a command or a query, as whichever is looked for. */
type Options = Omit<CommandOptions, 'roles' | 'body' | 'answer'> &
  Omit<QueryOptions, 'body' | 'query' | 'response'> & {
    readonly body?: TSchema;
    readonly query?: TObject;
    readonly response: TSchema | ByMediaType<TSchema>;
  };
type Texts = Readonly<Record<string, string>>;

/** An endpoint made ready: everything that can be worked out before the first request is. */
export class Prepared {
  /** `POST /v1/subjects/:subject/corrections`: its name in logs, metrics and refusals. */
  readonly route: string;
  readonly options: Options;
  /** Path parameter that names the subject, where a customer is held to their own. */
  readonly about: string | undefined;
  readonly checkBody: ((body: unknown) => void) | undefined;
  private readonly params: readonly { readonly name: string; readonly form: RegExp | undefined }[];
  private readonly segments: readonly { readonly text: string; readonly param: string | undefined }[];
  private readonly query: ReadonlyMap<string, Parameter>;
  private readonly checkQuery: ((query: unknown) => void) | undefined;

  constructor(
    readonly endpoint: Declared,
    /** Operation id in the OpenAPI document: `subjects_correct`. */
    readonly name: string,
  ) {
    this.options = endpoint.options as Options;
    this.route = `${endpoint.method} ${endpoint.path}`;
    this.about = aboutOf(endpoint);
    this.params = paramsOf(endpoint.path).map(name => ({ name, form: this.options.params?.[name] }));
    this.segments = endpoint.path
      .split('/')
      .map(text => ({ text, param: text.startsWith(':') ? text.slice(1) : undefined }));
    this.checkBody = this.options.body && compileCheck(this.options.body);
    this.query = parametersOf(endpoint);
    this.checkQuery = this.options.query && compileCheck(this.options.query);
  }

  /** A checked body without what passes through. */
  keptPart(body: unknown): unknown {
    return this.options.body && keptPart(this.options.body, body);
  }

  /** What of a checked body can hold nothing personal, by its schema. */
  clearPart(body: unknown): unknown {
    return this.options.body && clearPart(this.options.body, body);
  }

  get kind(): Declared['kind'] {
    return this.endpoint.kind;
  }

  get isCommand(): boolean {
    return this.kind === 'command';
  }

  /** Path parameters: UUIDs in lower case. What does not fit is not there: the same answer as for an unknown id. */
  paramsOf(raw: Texts): Texts {
    const params: Record<string, string> = {};
    for (const { name, form } of this.params) {
      const text = form ? raw[name]! : raw[name]!.toLowerCase();
      if (!(form ? form.test(text) : isUuid(text))) throw new DomainError('not-found');
      params[name] = text;
    }
    return params;
  }

  /** The path as called, in its one form. */
  pathOf(params: Texts): string {
    return this.segments.map(({ text, param }) => (param === undefined ? text : params[param]!)).join('/');
  }

  /** Query parameters, converted as their schema says; each at most once. */
  queryOf(raw: Readonly<Record<string, string | string[]>>): Readonly<Record<string, unknown>> {
    const given: Record<string, unknown> = {};
    for (const [name, text] of Object.entries(raw)) {
      const parameter = this.query.get(name);
      if (!parameter) throw new InvalidRequest('unknown-field', []);
      if (typeof text !== 'string')
        throw new InvalidRequest('invalid-request', [{ parameter: name, rule: 'once' }]);
      refuseText(text);
      given[name] = converted(name, parameter.type, text);
    }
    for (const [name, { fallback }] of this.query) if (fallback !== undefined) given[name] ??= fallback;
    return given;
  }

  /** The declared part of the query, checked. */
  declaredQuery(all: Readonly<Record<string, unknown>>): unknown {
    if (!this.checkQuery) return undefined;
    const declared: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(all))
      if (this.query.get(name)!.declared) declared[name] = value;
    try {
      this.checkQuery(declared);
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      throw new InvalidRequest(
        'invalid-request',
        error.errors.map(each =>
          'pointer' in each ? { parameter: each.pointer.slice(1), rule: each.rule } : each,
        ),
      );
    }
    return declared;
  }
}

interface Parameter {
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly fallback?: unknown;
  /** By the endpoint itself, in its `query`. */
  readonly declared: boolean;
}

function parametersOf({ kind, options }: Declared): ReadonlyMap<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  const { query, purpose, position } = options as Options;
  for (const [name, schema] of Object.entries((query?.properties ?? {}) as Record<string, TSchema>)) {
    parameters.set(name, {
      type: schema.type as Parameter['type'],
      fallback: schema.default,
      declared: true,
    });
  }
  if (kind === 'command') parameters.set('dryRun', { type: 'boolean', declared: false });
  if (purpose) parameters.set('purpose', { type: 'string', declared: false });
  if (position) parameters.set('position', { type: 'string', declared: false });
  return parameters;
}

function converted(parameter: string, type: Parameter['type'], text: string): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'integer' && /^-?(0|[1-9][0-9]{0,14})$/.test(text)) return Number(text);
  if (type === 'number' && /^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?$/.test(text)) return Number(text);
  if (type === 'boolean' || type === 'integer' || type === 'number')
    throw new InvalidRequest('invalid-request', [{ parameter, rule: 'type' }]);
  return text;
}
