import type { IncomingHttpHeaders } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandContext, RequestContent } from '#libs/commands';
import {
  Answer,
  InvalidRequest,
  OWN_PURPOSE,
  type Binding,
  type Caller,
  type CommandResult,
  type CommandOptions,
} from '#libs/http';
import { decodeToken, encodeToken, type Position } from '#libs/event-store';
import { DomainError, randomId, type Json, type Uuid } from '#libs/kernel';
import type { Vault } from '#libs/vault';
import { etag, hasTag, idempotencyKey, ifMatchVersion, type Trace } from './headers';
import type { Place } from './places';
import type { Done } from './metrics';
import type { Prepared } from './prepared';

/** What an exchange needs of the application. */
export interface Surroundings {
  readonly vault: Pick<Vault, 'commandId'>;
  readonly logId: Uuid;
  readonly done: Done;
}

/** One request of an endpoint, from its admission to its answer. */
export class Exchange implements Binding {
  /** Set by the admission, unless anyone may call. */
  caller: Caller | undefined;
  params: Readonly<Record<string, string>> = {};
  /** Taken by the admission, unless anyone may call. */
  place: Place | undefined;
  /** Code of the problem that it ended with. */
  code: string | undefined;

  constructor(
    readonly prepared: Prepared,
    readonly trace: Trace | undefined,
    private readonly around: Surroundings,
  ) {}

  /** The call, checked. Cheap checks come before the ones that compute. */
  bind(request: FastifyRequest): unknown {
    this.place?.begun();
    const { prepared } = this;
    const headers = prepared.isCommand ? this.commandHeaders(request) : undefined;
    const query = prepared.queryOf(request.query as Record<string, string>);
    const { body } = request;
    if (prepared.checkBody) {
      if (body === undefined) throw new DomainError('malformed-json');
      prepared.checkBody(body);
    } else if (!prepared.options.stream && body !== undefined && Object.keys(body as object).length > 0) {
      throw new InvalidRequest('unknown-field', []);
    }
    return headers ? this.bindCommand(request, query, headers) : this.bindQuery(request, query);
  }

  private commandHeaders({ headers }: FastifyRequest): { key: Uuid; version: number | undefined } {
    return {
      key: idempotencyKey(headers['idempotency-key']),
      version: this.prepared.options.ifMatch ? ifMatchVersion(headers['if-match']) : undefined,
    };
  }

  private bindCommand(
    request: FastifyRequest,
    query: Readonly<Record<string, unknown>>,
    { key, version }: ReturnType<Exchange['commandHeaders']>,
  ): unknown {
    const { prepared, params, caller } = this;
    const streamed = prepared.options.stream !== undefined;
    const body = streamed ? undefined : request.body;
    return {
      params,
      body,
      caller,
      version,
      stream: streamed ? this.streamOf(request) : undefined,
      context: this.contextOf(caller!, {
        commandId: this.commandId(caller!, key),
        request: this.requestContent(body, version),
        dryRun: query.dryRun === true,
      }),
    };
  }

  private bindQuery(request: FastifyRequest, query: Readonly<Record<string, unknown>>): unknown {
    const { prepared, params, caller, around } = this;
    const purpose = this.purposeOf(query);
    const declared = prepared.declaredQuery(query);
    const { body } = request;
    const contextOf = (): CommandContext =>
      this.contextOf(caller!, {
        commandId: randomId(),
        dryRun: false,
      });
    let context: CommandContext | undefined;
    return {
      params,
      body,
      caller,
      query: declared,
      purpose,
      position: positionOf(around.logId, query.position),
      // Made only where a look is recorded.
      get context() {
        return (context ??= contextOf());
      },
    };
  }

  /** Why the caller looks, where an endpoint wants to know: whoever looks at their own data need not say it. */
  private purposeOf({ purpose }: Readonly<Record<string, unknown>>): unknown {
    const { options } = this.prepared;
    if (!options.purpose || purpose) return purpose;
    if (this.caller?.role !== 'customer' || purpose !== undefined) throw new DomainError('purpose-required');
    return options.purpose === true ? OWN_PURPOSE : options.purpose.own;
  }

  private contextOf(
    caller: Caller,
    given: Pick<CommandContext, 'commandId' | 'request' | 'dryRun'>,
  ): CommandContext {
    return { ...given, actor: caller.actor, ...(this.trace ? { trace: this.trace.parent } : {}) };
  }

  /** Client ids of services hold no `+`, and a person's actor is a UUID: the two cannot meet. */
  private commandId(caller: Caller, key: Uuid): Uuid {
    const { issuer, client } = caller.principal;
    const { method } = this.prepared.endpoint;
    const whose = caller.role === 'service' ? client : `${client}+${caller.actor.id}`;
    return this.around.vault.commandId(issuer, whose, `${method} ${this.prepared.pathOf(this.params)}`, key);
  }

  private requestContent(body: unknown, version: number | undefined): RequestContent {
    const { prepared, params } = this;
    const of = (part: unknown): Json => ({
      body: jsonOf(part),
      ifMatch: version ?? null,
      route: prepared.route,
      params,
    });
    return {
      whole: of(prepared.keptPart(body)),
      before: of(body),
      // Made only of what seals nothing.
      get clear() {
        return of(prepared.clearPart(body));
      },
    };
  }

  private streamOf(request: FastifyRequest): {
    type: string;
    charset: string | undefined;
    bytes: Readable;
  } {
    const { limit, charsets = ['utf-8'] } = this.prepared.options.stream!;
    const charset = charsetOf(request.headers);
    if (request.body === undefined || (charset !== undefined && !charsets.includes(charset)))
      throw new DomainError('unsupported-media-type');
    return { type: mediaType(request.headers)!, charset, bytes: limited(request.body as Readable, limit) };
  }

  answer(result: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
    this.place?.done();
    if (this.prepared.isCommand) return this.answerCommand(result as CommandResult<CommandOptions>, reply);
    this.around.done(this.prepared, 'answered');
    return answerQuery(result, request, reply);
  }

  private answerCommand(
    { outcome, version, location, answer }: CommandResult<CommandOptions>,
    reply: FastifyReply,
  ): unknown {
    this.around.done(this.prepared, outcome.repeated ? 'repeated' : outcome.outcome);
    if (version !== undefined) reply.header('etag', etag(version));
    if (location !== undefined) reply.header('location', location);
    if (outcome.outcome !== 'done') reply.code(200);
    return {
      outcome: outcome.outcome,
      repeated: outcome.repeated,
      ...(outcome.position === undefined
        ? {}
        : { position: encodeToken(this.around.logId, outcome.position) }),
      ...(answer as object | undefined),
    };
  }
}

function positionOf(logId: Uuid, token: unknown): Position | undefined {
  if (typeof token !== 'string') return undefined;
  try {
    return decodeToken(logId, token);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid-request') throw error;
    throw new InvalidRequest('invalid-request', [{ parameter: 'position', rule: 'position-token' }]);
  }
}

function answerQuery(result: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  if (!(result instanceof Answer)) return result;
  const { version, type, disposition, entries, lettersLacking, policy, immutable, tag, keepFor } =
    result.headers;
  if (version !== undefined) reply.header('etag', etag(version));
  if (type !== undefined) reply.header('content-type', type);
  if (disposition !== undefined) reply.header('content-disposition', disposition);
  if (entries) reply.headers({ 'register-from': String(entries.from), 'register-to': String(entries.to) });
  if (lettersLacking !== undefined) reply.header('letters-lacking', lettersLacking);
  if (policy !== undefined) reply.header('content-security-policy', `${policy}; frame-ancestors 'none'`);
  if (immutable) reply.headers({ 'cache-control': KEPT, vary: 'authorization' });
  if (keepFor !== undefined) reply.header('cache-control', `private, max-age=${keepFor}`);
  if (tag === undefined) return result.body;
  reply.header('etag', `"${tag}"`);
  if (!hasTag(request.headers['if-none-match'], tag)) return result.body;
  reply.code(304);
  return '';
}

/** A year, which is for ever (RFC 9111 section 5.2.2.1), and in no cache but the caller's own. */
const KEPT = 'private, max-age=31536000, immutable';

/** What was checked is JSON; what is not there is null. */
function jsonOf(value: unknown): Json {
  return (value ?? null) as Json;
}

/** The media type of a request's body, without parameters. */
export function mediaType(headers: IncomingHttpHeaders): string | undefined {
  return headers['content-type']?.split(';')[0]!.trim().toLowerCase();
}

/** The encoding that a request's body is declared to be in, in lower case. */
export function charsetOf(headers: IncomingHttpHeaders): string | undefined {
  return /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
}

/** The same bytes, ending in `body-too-large` beyond the limit. */
function limited(bytes: Readable, limit: number): Readable {
  let seen = 0;
  const gate = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      done(seen > limit ? new DomainError('body-too-large', { limit }) : null, chunk);
    },
  });
  bytes.on('error', error => gate.destroy(error));
  // Whoever stops reading, the rest is thrown away: on a connection that is kept, the next request waits behind it.
  gate.on('close', () => bytes.unpipe(gate).resume());
  return bytes.pipe(gate);
}
