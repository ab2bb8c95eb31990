import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema';
import type { Session } from '../auth';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];
/** Where the log was after a command; a query that names it sees its effect. */
let position: string | undefined;

/** What the service answered instead of what was asked for. */
export class Refused extends Error {
  constructor(
    readonly problem: Problem,
    /** Seconds after which it may be asked again. */
    readonly retryAfter: number | undefined,
  ) {
    super(problem.code);
    this.name = 'Refused';
  }
}

/** Nothing answered: the connection is gone. */
export class Unreachable extends Error {
  constructor() {
    super('unreachable');
    this.name = 'Unreachable';
  }
}

export type Api = ReturnType<typeof apiOf>;

/** The typed client of /openapi.json, with the bearer's token, the purpose of the task, and a read barrier after commands. */
export function apiOf(session: Session) {
  const client = createClient<paths>({ baseUrl: '/' });
  const bearer: Middleware = {
    async onRequest({ request }) {
      if (!session.token) await session.renew();
      if (session.token) request.headers.set('authorization', `Bearer ${session.token}`);
      return request;
    },
    async onResponse({ response }) {
      if (!response.ok) throw await refusalOf(response);
    },
    onError() {
      return new Unreachable();
    },
  };
  client.use(bearer);
  return client;
}

/** What answers no JSON: a file, a letter, a proof. @throws Refused, as the typed client does; Unreachable */
export async function fetched(session: Session, path: string, signal?: AbortSignal): Promise<Response> {
  if (!session.token) await session.renew();
  const headers = { authorization: `Bearer ${session.token ?? ''}` };
  const response = await fetch(path, { headers, ...(signal && { signal }) }).catch(() => {
    throw new Unreachable();
  });
  if (!response.ok) throw await refusalOf(response);
  return response;
}

/** The body of an answer, piece by piece. @throws Unreachable where the connection is lost meanwhile */
export async function* piecesOf(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body!.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new Unreachable();
      });
      if (done) return;
      yield value;
    }
  } finally {
    // Whoever wants no more of it lets the connection go.
    void reader.cancel().catch(() => undefined);
  }
}

async function refusalOf(response: Response): Promise<Refused> {
  const wait = Number(response.headers.get('retry-after'));
  const problem = (await response.json().catch(() => ({
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: 'internal-error',
    detail: '',
    trace: '',
  }))) as Problem;
  return new Refused(problem, wait > 0 ? wait : undefined);
}

/** The position after the last command of this page, for queries that take one. */
export function since(): { position?: string } {
  return position === undefined ? {} : { position };
}

export function moved(to: string | undefined): void {
  if (to !== undefined) position = to;
}

/** The body of an answer; a refusal was thrown before. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data: body } = await answer;
  if (body === undefined || body === null) throw new Error('an answer without a body');
  return body;
}
