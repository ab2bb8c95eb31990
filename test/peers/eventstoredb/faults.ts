/** What the peer does to the next append instead of answering it as a server should. */
export type AppendFault =
  /** Takes it, then the connection is gone. */
  | 'cut-after-accepting'
  /** The connection is gone before it is taken. */
  | 'cut-before-accepting'
  /** Takes it and never answers. */
  | 'silent-after-accepting'
  /** Drops it and never answers. */
  | 'silent'
  /** Takes it and says that the time-out for the commit was reached. */
  | 'time-out-after-accepting'
  | 'time-out'
  /** Says that the revision is wrong, although it is not. */
  | 'wrong-expected-version'
  | 'busy'
  | 'access-denied'
  | 'stream-deleted'
  | 'maximum-append-size'
  /** Says that another node leads, and which. */
  | 'not-leader'
  /** Ends the call as if all were said. */
  | 'end-after-accepting';

/** What the peer does to the next read of a stream or of all. */
export type ReadFault =
  /** The connection is gone half-way. */
  | 'cut'
  /** Ends half-way, as if that were all. */
  | 'short'
  | 'silent'
  | 'unavailable'
  | 'not-leader'
  | 'access-denied'
  | 'unauthenticated'
  | 'stream-deleted';

/** Faults in the order in which calls meet them. Each is met once. */
export class Faults {
  private readonly appends: AppendFault[] = [];
  private readonly reads: ReadFault[] = [];

  onAppend(...faults: AppendFault[]): void {
    this.appends.push(...faults);
  }

  onRead(...faults: ReadFault[]): void {
    this.reads.push(...faults);
  }

  nextAppend(): AppendFault | undefined {
    return this.appends.shift();
  }

  nextRead(): ReadFault | undefined {
    return this.reads.shift();
  }
}
