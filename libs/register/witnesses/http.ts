import { WitnessFails } from '../checkpoints';

const TIMEOUT_MS = 5_000;
const LIMIT = 1_000_000;

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** One exchange with a witness, bounded in time and size. No redirect is followed. @throws WitnessFails */
export async function exchange(
  url: string,
  init: { readonly method: 'GET' | 'POST' | 'PUT'; readonly type?: string; readonly body?: string | Buffer },
): Promise<Reply> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: init.method,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(init.body !== undefined && { body: new Uint8Array(Buffer.from(init.body)) }),
      headers: { ...(init.type !== undefined && { 'content-type': init.type }) },
    });
  } catch (error) {
    throw new WitnessFails((error as Error).name === 'TimeoutError' ? 'no-answer-in-time' : 'unreachable');
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += (piece as Uint8Array).length;
    if (length > LIMIT) throw new WitnessFails('answer-too-large');
    pieces.push(piece as Uint8Array);
  }
  const type = response.headers.get('content-type')?.split(';')[0]!.trim() ?? '';
  return { status: response.status, type, body: Buffer.concat(pieces) };
}
