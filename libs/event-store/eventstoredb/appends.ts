import { randomUUID } from 'node:crypto';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { Position, Revision } from '../port';
import type { BatchCall, Connection } from './connection';
import { CutShort } from './failures';
import { batchAppendMessage, position, type AppendRequest } from './messages';

export type Answer =
  | { readonly kind: 'appended'; readonly revision: Revision; readonly position: Position }
  | { readonly kind: 'wrong-revision' | 'not-taken' | 'too-large' | 'denied' | 'deleted' }
  /** It may be written or not, now or a little later. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

/** Appends under way: one call to the leader carries all of them, each is answered by its correlation id. */
export class Appends {
  private opening: Promise<AppendCall> | undefined;

  /** @param silenceMs longest wait for an answer; longer than the server's own commit time-out, so that it speaks first */
  constructor(
    private readonly connection: Connection,
    private readonly silenceMs: number,
  ) {}

  /** Sends an append once. Never throws: what goes wrong on the way is an unknown outcome. */
  async attempt(request: AppendRequest): Promise<Answer> {
    try {
      const call = await this.current();
      if (call.over) return await this.attempt(request);
      const answer = await call.send(request, this.silenceMs);
      // A node that is silent, or takes nothing, may no longer lead.
      if (answer.kind === 'not-taken' || (answer.kind === 'unknown' && answer.cause instanceof CutShort))
        this.leave(call);
      return answer;
    } catch (cause) {
      return { kind: 'unknown', cause };
    }
  }

  async close(): Promise<void> {
    (await this.opening?.catch(() => undefined))?.finish();
  }

  /** Looks for the leader anew; what is under way is left to be answered where it is. */
  private leave(call: AppendCall): void {
    if (call.over) return;
    call.finish();
    this.connection.renew();
  }

  private async current(): Promise<AppendCall> {
    for (;;) {
      const opening = (this.opening ??= AppendCall.open(this.connection));
      const call = await opening.catch((cause: unknown) => ({ over: true, cause }) as const);
      if (call instanceof AppendCall && !call.over) return call;
      if (this.opening === opening) this.opening = undefined;
      if (!(call instanceof AppendCall)) throw call.cause;
    }
  }
}

/** One call of the batch append, until it breaks. Then nobody knows the outcome of what was not answered. */
class AppendCall {
  private readonly waiting = new Map<string, (answer: Answer) => void>();
  private stream: BatchCall | undefined;
  /** It takes no more. What it has taken may still be answered. */
  over = false;

  private constructor(private readonly connection: Connection) {}

  static async open(connection: Connection): Promise<AppendCall> {
    const call = new AppendCall(connection);
    await connection.batchAppend(stream => {
      call.stream = stream;
      stream.on('data', (response: BatchAppendResp) => call.settle(response));
      stream.on('error', error => call.break(error));
      stream.on('end', () => call.break(new CutShort('the server ended the appends')));
    });
    return call;
  }

  send(request: AppendRequest, silenceMs: number): Promise<Answer> {
    return new Promise(resolve => {
      const correlation = randomUUID();
      const timer = setTimeout(() => {
        this.break(new CutShort('an append went silent'));
        this.stream?.cancel();
        this.connection.renew();
      }, silenceMs);
      this.waiting.set(correlation, answer => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.stream?.write(batchAppendMessage(correlation, request));
    });
  }

  /** Takes no more, and ends when all is answered. */
  finish(): void {
    if (!this.over) this.stream?.end();
    this.over = true;
  }

  private settle(response: BatchAppendResp): void {
    const correlation = response.getCorrelationId()?.getString() ?? '';
    const waiting = this.waiting.get(correlation);
    this.waiting.delete(correlation);
    waiting?.(answerOf(response));
  }

  private break(cause: unknown): void {
    // Our half too: the client waits for both when it is closed.
    this.finish();
    for (const settle of this.waiting.values()) settle({ kind: 'unknown', cause });
    this.waiting.clear();
  }
}

function answerOf(response: BatchAppendResp): Answer {
  const success = response.getSuccess();
  const at = success?.getPosition();
  if (success && at) {
    return {
      kind: 'appended',
      revision: Number(success.getCurrentRevision()),
      position: position(at.getCommitPosition(), at.getPreparePosition()),
    };
  }
  const error = response.getError();
  switch (error?.getDetails()?.getTypeName()) {
    case 'event_store.client.WrongExpectedVersion':
      return { kind: 'wrong-revision' };
    case 'event_store.client.MaximumAppendSizeExceeded':
      return { kind: 'too-large' };
    case 'event_store.client.AccessDenied':
      return { kind: 'denied' };
    case 'event_store.client.StreamDeleted':
      return { kind: 'deleted' };
    case undefined:
    default:
      // Time-outs of the server among them: it can still be replicated later.
      return /^Server Is (Not Ready|(Too )?Busy)/.test(error?.getMessage() ?? '')
        ? { kind: 'not-taken' }
        : { kind: 'unknown', cause: new CutShort('the server does not know the outcome') };
  }
}
