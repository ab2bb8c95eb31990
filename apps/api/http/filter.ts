import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnreadable } from '#libs/event-store';
import { PROBLEMS } from '#libs/kernel';
import type { Log } from '#libs/logging';
import { Exchange } from './exchange';
import type { Done } from './metrics';
import { bodyOf, headersOf, problemOf, type Problem } from './problem';

/** Turns every error into a problem, wherever it was thrown: hook, parser, handler, Fastify itself. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly methodsAt: (path: string) => readonly string[],
    private readonly done: Done,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.refuse(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const exchange = request.binding instanceof Exchange ? request.binding : undefined;
    // What becomes of a body after its sender was told that it is late, nobody asks.
    if (exchange?.code === 'body-too-slow') return;
    const problem = this.problemOf(error, request, reply, exchange);
    const trace = traceId(request);
    if (exchange) {
      exchange.place?.done();
      exchange.code = problem.code;
      this.done(exchange.prepared, problem.code);
    }
    const { status } = PROBLEMS[problem.code];
    if (status >= 500 && problem.code !== 'shutting-down' && problem.code !== 'not-ready') {
      const fields = {
        code: problem.code,
        trace,
        ...(exchange && { route: exchange.prepared.route }),
        ...(isUnreadable(error) && { cause: error.message }),
      };
      if (status === 500) this.log.error('Failed', fields, error);
      else this.log.warn('Not available', fields, error);
    }
    if (reply.sent) return;
    if (exchange?.prepared.options.stream && !request.raw.complete) reply.header('connection', 'close');
    void reply.code(status).headers(headersOf(problem)).send(bodyOf(problem, trace));
  }

  private problemOf(
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    exchange: Exchange | undefined,
  ): Problem {
    // A caller who left in the middle of the body looks like a broken connection of ours.
    if (request.raw.destroyed && !request.raw.complete) return { code: 'malformed-http' };
    const problem = problemOf(error);
    if (problem.code === 'body-too-large' && !problem.details) {
      return { ...problem, details: { limit: request.routeOptions.bodyLimit } };
    }
    if (problem.code !== 'not-found' || exchange) return problem;
    const methods = this.methodsAt(request.url.split('?')[0]!);
    if (methods.length === 0 || methods.includes(request.method)) return problem;
    reply.header('allow', methods.join(', '));
    return { code: 'method-not-allowed' };
  }
}

/** The caller's trace id where they sent one, else the request's own. */
export function traceId(request: FastifyRequest): string {
  const exchange: unknown = request.binding;
  return (exchange instanceof Exchange ? exchange.trace?.id : undefined) ?? request.id;
}
