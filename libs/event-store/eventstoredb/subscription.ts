import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { comparePositions, type Batch, type Position, type StoredEvent } from '../port';
import type { Connection, ReadCall } from './connection';
import { CutShort } from './failures';
import {
  allSubscription,
  ownEvent,
  position,
  positionOf,
  recordedOf,
  START,
  streamOf,
  type Ours,
  type Recorded,
} from './messages';
import { cutting } from './settings';

/** Bytes of events that are held for a consumer, at most; one message more can be on its way. */
const HELD_BYTES = 8 * 1024 * 1024;

/** How often at most it is told that the server has looked through events of others. */
const NEWS_EVERY_MS = 1_000;

/** What a subscription has brought. */
export interface Taken extends Batch {
  /** Everything before here was looked at: later than the batch's position where others wrote since. */
  readonly looked: Position;
}

/**
 * One subscription to all streams of ours, until it breaks. The call is paused when a batch is held that nobody takes:
 * the flow control of HTTP/2 then holds the server back.
 */
export class Subscription {
  private call: ReadCall | undefined;
  private held: StoredEvent[] = [];
  private heldBytes = 0;
  /** Position of the last event that came, whoever wrote it; what of it is ours was taken or is held. */
  private reached: Position;
  /** Everything before here was looked at by the server. No place of an event: from 24 on, it may be that of the next one. */
  private looked: Position;
  private toldAt = 0;
  private telling: NodeJS.Timeout | undefined;
  /** Streams, by their full names, whose metadata would have cut them when it was set. */
  private suspects = new Set<string>();
  private live = false;
  /** Something to tell besides events: the position moved, or the end was reached. */
  private news = false;
  private broken: { readonly cause: unknown } | undefined;
  private wake: (() => void) | undefined;

  constructor(
    after: Position | null,
    private readonly ours: Ours,
    private readonly limit: number,
  ) {
    this.reached = this.looked = after ?? START;
  }

  async open(connection: Connection): Promise<void> {
    // Metadata of our streams comes along, for what could cut them.
    const request = allSubscription(this.reached, [this.ours.prefix, `$$${this.ours.prefix}`]);
    await connection.read(request, call => {
      this.call = call;
      call.on('data', (response: ReadResp) => this.receive(response));
      call.on('error', error => this.break(error));
      call.on('end', () => this.break(new CutShort('the server ended the subscription')));
    });
  }

  /** Position up to which this subscription has seen everything. */
  get position(): Position {
    return later(this.looked, this.reached);
  }

  /** Streams that are to be looked at, each once. */
  takeSuspects(): readonly string[] {
    const found = [...this.suspects];
    this.suspects.clear();
    return found;
  }

  get isLive(): boolean {
    return this.live;
  }

  get hasEvents(): boolean {
    return this.held.length > 0;
  }

  /** What is there now; nothing when there is nothing new. Once broken, what was held comes first, then the cause is thrown. */
  take(): Taken | undefined {
    const events = this.held.splice(0, this.limit);
    this.heldBytes = this.held.reduce((sum, event) => sum + event.bytes.length, 0);
    if (!this.isFull) this.call?.resume();
    const last = events.at(-1);
    if (!last && this.broken) throw this.broken.cause;
    if (!last && !this.news) return undefined;
    if (last && this.held.length > 0)
      return { events, position: last.position, looked: last.position, caughtUp: false };
    this.news = false;
    this.toldAt = Date.now();
    return { events, position: this.reached, looked: this.position, caughtUp: this.live };
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
    clearTimeout(this.telling);
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
      if (recorded) {
        this.receiveEvent(recorded);
      } else if (checkpoint) {
        this.look(position(checkpoint.getCommitPosition(), checkpoint.getPreparePosition()));
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

  private receiveEvent(recorded: Recorded): void {
    const at = positionOf(recorded);
    // A server that goes over to live events can say one twice.
    if (comparePositions(at, this.reached) <= 0) return;
    const stream = streamOf(recorded);
    // Only the stream's newest metadata counts: whether this is it is asked before anything more is given.
    if (stream.startsWith('$$')) {
      if (cutting(recorded).length > 0) this.suspects.add(stream.slice(2));
      if (this.suspects.size > 0) this.news = true;
    } else {
      const own = ownEvent(recorded, this.ours);
      if (own) this.hold(own.event);
    }
    this.reached = at;
    this.tell();
  }

  private hold(event: StoredEvent): void {
    this.held.push(event);
    this.heldBytes += event.bytes.length;
    if (this.isFull) this.call?.pause();
  }

  private look(upTo: Position): void {
    if (comparePositions(upTo, this.position) <= 0) return;
    this.looked = upTo;
    this.tell();
  }

  /** There are news, at the latest when they are due. */
  private tell(): void {
    this.telling ??= setTimeout(
      () => {
        this.telling = undefined;
        this.news = true;
        this.wake?.();
      },
      Math.max(this.toldAt + NEWS_EVERY_MS - Date.now(), 0),
    );
  }

  private break(cause: unknown): void {
    this.broken ??= { cause };
    this.wake?.();
  }
}

function later(a: Position, b: Position): Position {
  return comparePositions(a, b) > 0 ? a : b;
}
