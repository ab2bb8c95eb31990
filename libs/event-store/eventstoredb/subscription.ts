import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { comparePositions, type Batch, type Position, type StoredEvent } from '../port';
import type { Connection, ReadCall } from './connection';
import { CutShort } from './failures';
import { allSubscription, position, recordedOf, START, storedEvent, streamOf } from './messages';
import { refuseCutting } from './settings';

/** Bytes of events that are held for a consumer, at most; one message more can be on its way. */
const HELD_BYTES = 8 * 1024 * 1024;

/**
 * One subscription to all streams of ours, until it breaks. The call is paused when a batch is held that nobody takes:
 * the flow control of HTTP/2 then holds the server back.
 */
export class Subscription {
  private call: ReadCall | undefined;
  private held: StoredEvent[] = [];
  private heldBytes = 0;
  /** Everything up to here was looked at by the server; what of it is ours was taken or is held. */
  private reached: Position;
  private live = false;
  /** Something to tell besides events: the position moved, or the end was reached. */
  private news = false;
  private broken: { readonly cause: unknown } | undefined;
  private wake: (() => void) | undefined;

  constructor(
    after: Position | null,
    private readonly prefix: string,
    private readonly limit: number,
  ) {
    this.reached = after ?? START;
  }

  async open(connection: Connection): Promise<void> {
    // Metadata of our streams comes along, for what could cut them.
    const request = allSubscription(this.reached, [this.prefix, `$$${this.prefix}`]);
    await connection.read(request, call => {
      this.call = call;
      call.on('data', (response: ReadResp) => this.receive(response));
      call.on('error', error => this.break(error));
      call.on('end', () => this.break(new CutShort('the server ended the subscription')));
    });
  }

  /** Position up to which this subscription has seen everything. */
  get position(): Position {
    return this.reached;
  }

  get isLive(): boolean {
    return this.live;
  }

  get hasEvents(): boolean {
    return this.held.length > 0;
  }

  /** What is there now; nothing when there is nothing new. Once broken, what was held comes first, then the cause is thrown. */
  take(): Batch | undefined {
    const events = this.held.splice(0, this.limit);
    this.heldBytes = this.held.reduce((sum, event) => sum + event.bytes.length, 0);
    if (!this.isFull) this.call?.resume();
    const last = events.at(-1);
    if (!last && this.broken) throw this.broken.cause;
    if (!last && !this.news) return undefined;
    if (this.held.length === 0) this.news = false;
    return {
      events,
      position: last && this.held.length > 0 ? last.position : this.reached,
      caughtUp: this.live && this.held.length === 0,
    };
  }

  /** True when a batch is worth taking: a full one, or all there is at the end of the log. */
  get isReady(): boolean {
    return (
      this.isFull ||
      this.broken !== undefined ||
      (this.live && this.held.length > 0) ||
      (this.news && this.held.length === 0)
    );
  }

  /** Waits for the next message, as long as given; false when none came. */
  async changed(ms: number): Promise<boolean> {
    return new Promise(resolve => {
      const timer = setTimeout(() => settle(false), ms);
      const settle = (came: boolean): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve(came);
      };
      this.wake = () => settle(true);
    });
  }

  close(): void {
    const call = this.call;
    this.break(new CutShort('closed'));
    setImmediate(() => call?.cancel());
  }

  private get isFull(): boolean {
    return this.held.length >= this.limit || this.heldBytes >= HELD_BYTES;
  }

  private receive(response: ReadResp): void {
    const recorded = recordedOf(response);
    const checkpoint = response.getCheckpoint();
    try {
      if (recorded && streamOf(recorded).startsWith('$$')) {
        refuseCutting(recorded, 'a stream of the log');
        this.move(position(recorded.getCommitPosition(), recorded.getPreparePosition()));
      } else if (recorded) {
        this.hold(storedEvent(recorded, this.prefix).event);
      } else if (checkpoint) {
        this.move(position(checkpoint.getCommitPosition(), checkpoint.getPreparePosition()));
      } else if (response.hasCaughtUp()) {
        this.live = true;
        this.news = true;
      } else if (response.hasFellBehind()) {
        this.live = false;
      }
    } catch (error) {
      this.close();
      this.broken = { cause: error };
    }
    this.wake?.();
  }

  private hold(event: StoredEvent): void {
    // A server that goes over to live events can say one twice.
    if (comparePositions(event.position, this.reached) <= 0) return;
    this.reached = event.position;
    this.held.push(event);
    this.heldBytes += event.bytes.length;
    if (this.isFull) this.call?.pause();
  }

  private move(to: Position): void {
    if (comparePositions(to, this.reached) <= 0) return;
    this.reached = to;
    this.news = true;
  }

  private break(cause: unknown): void {
    this.broken ??= { cause };
    this.wake?.();
  }
}
