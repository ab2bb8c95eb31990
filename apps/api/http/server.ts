import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RawServerDefault } from 'fastify';
import { parseBody } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { charsetOf, Exchange, mediaType } from './exchange';
import { bodyOf } from './problem';

/** Where the OpenAPI page lives; the only routes without a declaration. */
export const DOCS = '/docs';

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};
const DOCS_HEADERS = {
  ...HEADERS,
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
};

/** Fastify without its own logs, parsers and error pages. */
export function createAdapter(
  bodyLimit: number,
  unroutable: (request: FastifyRequest, reply: FastifyReply) => void,
): FastifyAdapter {
  const run = randomBytes(6).toString('hex');
  let requests = 0;
  return new FastifyAdapter<RawServerDefault>({
    logger: false,
    trustProxy: false,
    bodyLimit,
    // A HEAD would read a record without its answer being seen, and leave a look.
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    // While closing, what arrives is answered by the same rules as before.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: () => `${run}-${(requests++).toString(36)}`,
    keepAliveTimeout: 65_000,
    // Without a byte either way; a handler answers or gives up long before.
    connectionTimeout: 120_000,
    // All of a request, however slowly it comes: long enough for an import.
    requestTimeout: 15 * 60_000,
    http: { headersTimeout: 15_000, maxHeaderSize: 16 * 1024 },
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      unroutable(request, reply),
    clientErrorHandler,
    // Nobody uses middleware: one hook less for each request.
    skipMiddie: true,
  });
}

/** What Node could not read as HTTP: no request exists, so the answer is written by hand. */
function clientErrorHandler(this: FastifyInstance, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const body = bodyOf({ code: 'malformed-http' }, 'none');
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy(error);
}

export function addSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.raw.url!.startsWith(DOCS) ? DOCS_HEADERS : HEADERS);
    done();
  });
}

/**
 * When the server closes: connections on which nothing is being answered go at once, the others after their answer.
 * Node alone would wait for a connection on which no request ever came, and for those that fall idle meanwhile.
 */
export function closeConnectionsInOrder(fastify: FastifyInstance): void {
  const [open, busy] = [new Set<Socket>(), new Set<Socket>()];
  let closing = false;
  fastify.server.on('connection', socket => {
    open.add(socket);
    socket.once('close', () => void (open.delete(socket), busy.delete(socket)));
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    busy.add(request.raw.socket);
    done();
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    const { socket } = request.raw;
    busy.delete(socket);
    if (closing) socket.destroySoon();
    done();
  });
  fastify.addHook('preClose', done => {
    closing = true;
    for (const socket of open) if (!busy.has(socket)) socket.destroy();
    done();
  });
}

/**
 * A JSON body has some seconds to come: its connection and its memory are for who sends something. Whoever was answered
 * before (no token, more than their share) and sends no body either is cut off. Streams have the server's own time.
 */
export function awaitBodies(
  fastify: FastifyInstance,
  seconds: number,
  late: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    const timer = setTimeout(() => {
      if (raw.complete || exchangeOf(request)?.prepared.options.stream) return;
      if (reply.sent) return void raw.socket.destroy();
      reply.header('connection', 'close');
      late(request, reply);
    }, seconds * 1000).unref();
    raw.once('close', () => clearTimeout(timer));
    done();
  });
}

/** JSON is read whole and strictly; other media types reach only the endpoints that ask for them, as a stream. */
export function addBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      const exchange = exchangeOf(request);
      if (!exchange) return done(null, undefined);
      if (exchange.prepared.options.stream || !isPlainUtf8(request))
        throw new DomainError('unsupported-media-type');
      const isNothing = bytes.length === 0 && !exchange.prepared.checkBody;
      done(null, isNothing ? undefined : parseBody(bytes));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
  fastify.addContentTypeParser('*', (request, payload, done) => {
    const exchange = exchangeOf(request);
    const types = exchange?.prepared.options.stream?.types;
    if (!exchange || types?.includes(mediaType(request.headers) ?? '')) done(null, exchange && payload);
    else done(new DomainError('unsupported-media-type'));
  });
}

function isPlainUtf8({ headers }: FastifyRequest): boolean {
  const charset = charsetOf(headers);
  const encoding = headers['content-encoding'];
  return (
    (charset === undefined || charset === 'utf-8') && (encoding === undefined || encoding === 'identity')
  );
}

export function exchangeOf(request: FastifyRequest): Exchange | undefined {
  const binding: unknown = request.binding;
  return binding instanceof Exchange ? binding : undefined;
}
