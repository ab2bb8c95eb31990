import { status } from '@grpc/grpc-js';
import type { PeerEvent } from './log';
import * as say from './messages';
import type { Peer } from './peer';
import { matches, send, type ReadCall } from './streams';

/** Events of others after which a checkpoint is said. */
const CHECKPOINT_EVERY = 5;

/** The server's side of a subscription to all: what is there, "caught up", then what comes. A test can reach into it. */
export class PeerSubscription {
  /** Events that the connection has taken. */
  sent = 0;
  private deaf = false;
  private unmatched = 0;
  private chain = Promise.resolve();

  constructor(
    private readonly peer: Peer,
    private readonly call: ReadCall,
  ) {}

  async run(): Promise<void> {
    const { peer, call } = this;
    peer.subscriptions.push(this);
    await send(call, say.confirmationMessage());
    const where = call.request.getOptions()!.getAll()!;
    const after = where.hasPosition() ? BigInt(where.getPosition()!.getCommitPosition()) : -1n;
    for (let next = peer.log.indexAt(after + 1n); next < peer.log.events.length && !call.cancelled; next++)
      await this.tell(peer.log.events[next]!);
    const stop = peer.log.follow(event => {
      this.chain = this.chain.then(() => this.tell(event));
    });
    call.on('cancelled', stop);
    await this.caughtUp();
  }

  async caughtUp(): Promise<void> {
    await send(this.call, say.caughtUpMessage());
  }

  async fellBehind(): Promise<void> {
    await send(this.call, say.fellBehindMessage());
  }

  async checkpoint(at: bigint): Promise<void> {
    await send(this.call, say.checkpointMessage(at));
  }

  /** Says an event, whether or not it was said before. */
  async repeat(event: PeerEvent): Promise<void> {
    await send(this.call, say.eventMessage(event));
  }

  /** The server gives up a consumer that is too slow, or goes down. */
  reset(code: 'too-slow' | 'unavailable' | 'ended'): void {
    if (code === 'ended') return void this.call.end();
    this.call.emit(
      'error',
      code === 'too-slow'
        ? say.failure(status.ABORTED, 'Operation timed out: Consumer too slow')
        : say.failure(status.UNAVAILABLE, 'Shutting down'),
    );
  }

  /** From now on nothing is said of what comes. */
  stall(): void {
    this.deaf = true;
  }

  private placeOf(event: PeerEvent): bigint {
    const { log, checkpointsAreNext } = this.peer;
    if (!checkpointsAreNext) return event.position;
    return log.events[log.indexAt(event.position) + 1]?.position ?? log.end;
  }

  private async tell(event: PeerEvent): Promise<void> {
    if (this.deaf || this.call.cancelled) return;
    if (matches(this.call.request.getOptions()!)(event)) {
      await send(this.call, say.eventMessage(event));
      this.sent += 1;
    } else if (++this.unmatched % CHECKPOINT_EVERY === 0) {
      await this.checkpoint(this.placeOf(event));
    }
  }
}
