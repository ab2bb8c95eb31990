import { randomUUID } from 'node:crypto';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { Position, Revision } from '../port';
import type { BatchCall, Connection } from './connection';
import { CutShort } from './failures';
import { batchAppendMessage, position, type AppendRequest } from './messages';
import { isThere, lookWhenDue, probeAfter } from './silence';

export type Answer =
  | { readonly kind: 'appended'; readonly revision: Revision; readonly position: Position }
  | { readonly kind: 'wrong-revision' | 'busy' | 'not-taken' | 'too-large' | 'denied' | 'deleted' }
  /** It may be written or not, now or a little later. */
  | { readonly kind: 'unknown'; readonly cause: unknown };

/** Appends under way: one call to the leader carries all of them, each is answered by its correlation id. */
export class Appends {
  private opening: Promise<AppendCall> | undefined;

  /**
   * @param silenceMs longest wait for an answer; longer than the server's own commit time-out, so that it speaks first
   * @param probe asks the same node for something small; rejects when it does not answer
   */
  constructor(
    private readonly connection: Connection,
    private readonly silenceMs: number,
    private readonly probe: () => Promise<unknown>,
  ) {}

  /** Sends an append once. Never throws: what goes wrong on the way is an unknown outcome. */
  async attempt(request: AppendRequest): Promise<Answer> {
    try {
      const call = await this.current();
      if (call.over) return await this.attempt(request);
      const answer = await call.send(request);
      // A node that is silent, or takes nothing, may no longer lead.
      if (answer.kind === 'not-taken' || (answer.kind === 'unknown' && answer.cause instanceof CutShort))
        this.leave(call);
      return answer;
    } catch (cause) {
      return { kind: 'unknown', cause };
    }
  }

  /**
   * Sends appends in this order on one call, without waiting between: the leader judges and writes them in the order in
   * which they come. What is behind one that was not taken may be taken or not.
   */
  async inOrder(requests: readonly AppendRequest[]): Promise<Answer[]> {
    try {
      const call = await this.current();
      return await Promise.all(requests.map(request => call.send(request)));
    } catch (cause) {
      return requests.map(() => ({ kind: 'unknown', cause }));
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
      const opening = (this.opening ??= AppendCall.open(this.connection, this.silenceMs, this.probe));
      const call = await opening.catch((cause: unknown) => ({ over: true, cause }) as const);
      if (call instanceof AppendCall && !call.over) return call;
      if (this.opening === opening) this.opening = undefined;
      if (!(call instanceof AppendCall)) throw call.cause;
    }
  }
}

interface Waiting {
  readonly settle: (answer: Answer) => void;
  readonly since: number;
}

/** One call of the batch append, until it breaks. Then nobody knows the outcome of what was not answered. */
class AppendCall {
  /** In the order in which they were sent. */
  private readonly waiting = new Map<string, Waiting>();
  private stream: BatchCall | undefined;
  /** When the node last answered anything of this call. */
  private heard = 0;
  /** When it was last asked whether it is there. */
  private asked = 0;
  private watching: NodeJS.Timeout | undefined;
  /** It takes no more. What it has taken may still be answered. */
  over = false;

  private constructor(
    private readonly connection: Connection,
    private readonly silenceMs: number,
    private readonly probe: () => Promise<unknown>,
  ) {}

  static async open(
    connection: Connection,
    silenceMs: number,
    probe: () => Promise<unknown>,
  ): Promise<AppendCall> {
    const call = new AppendCall(connection, silenceMs, probe);
    await connection.batchAppend(stream => {
      call.stream = stream;
      stream.on('data', (response: BatchAppendResp) => call.settle(response));
      stream.on('error', error => call.break(error));
      stream.on('end', () => call.break(new CutShort('the server ended the appends')));
    });
    return call;
  }

  send(request: AppendRequest): Promise<Answer> {
    return new Promise(resolve => {
      const correlation = randomUUID();
      if (this.waiting.size === 0) this.heard = Date.now();
      this.waiting.set(correlation, { settle: resolve, since: Date.now() });
      this.watch();
      this.stream?.write(batchAppendMessage(correlation, request));
    });
  }

  /** While something waits: a node that answers others is busy and waited for; one that says nothing at all is asked. */
  private watch(): void {
    this.watching ??= lookWhenDue(() => this.look(), Math.max(this.heard, this.asked), this.silenceMs);
  }

  private async look(): Promise<void> {
    const now = Date.now();
    const quiet = now - this.heard;
    if (this.waiting.size > 0 && quiet >= this.silenceMs) return this.giveUp();
    // One whose answer was lost must not wait for as long as others are answered.
    for (const [correlation, { settle, since }] of this.waiting) {
      if (now - since < 2 * this.silenceMs) break;
      this.waiting.delete(correlation);
      settle({ kind: 'unknown', cause: new CutShort('an append was not answered') });
    }
    if (this.waiting.size > 0 && quiet >= probeAfter(this.silenceMs)) {
      this.asked = now;
      const there = await isThere(this.probe, this.silenceMs);
      // An answer to an append is one too.
      if (!there && this.heard <= now) return this.giveUp();
    }
    this.watching = undefined;
    if (this.waiting.size > 0) this.watch();
  }

  private giveUp(): void {
    this.break(new CutShort('appends went silent'));
    this.stream?.cancel();
    this.connection.renew();
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
    this.heard = Date.now();
    waiting?.settle(answerOf(response));
  }

  private break(cause: unknown): void {
    // Our half too: the client waits for both when it is closed.
    this.finish();
    clearTimeout(this.watching);
    for (const { settle } of this.waiting.values()) settle({ kind: 'unknown', cause });
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
      return refusalOf(error?.getMessage() ?? '');
  }
}

function refusalOf(message: string): Answer {
  // It has too much to do, and it leads: another would not take it.
  if (/^Server Is (Too )?Busy/.test(message)) return { kind: 'busy' };
  if (message.startsWith('Server Is Not Ready')) return { kind: 'not-taken' };
  return { kind: 'unknown', cause: new CutShort('the server does not know the outcome') };
}
