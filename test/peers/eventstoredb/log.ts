/** What the peer answers from: events in memory, for as long as a test runs. */
export interface PeerEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  /** Commit and prepare position; more than fits a JavaScript number. */
  readonly position: bigint;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export type Proposed = Pick<PeerEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

export type AppendResult =
  | { readonly kind: 'success'; readonly last: PeerEvent }
  | { readonly kind: 'wrong-expected-version'; readonly current: number };

/** Appends as a server judges them: by the expected revision, and by event ids for what is sent again. */
export class PeerLog {
  readonly events: PeerEvent[] = [];
  private readonly streams = new Map<string, PeerEvent[]>();
  private readonly followers = new Set<(event: PeerEvent) => void>();
  /** Beyond 2^53, so that whoever counts in doubles is found out. */
  private next = 2n ** 60n + 1n;

  /** Where the next event will be. */
  get end(): bigint {
    return this.next;
  }

  stream(name: string): readonly PeerEvent[] {
    return this.streams.get(name) ?? [];
  }

  /** Index of the first event at a position or after it. */
  indexAt(position: bigint): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  append(name: string, expected: number, proposed: readonly Proposed[]): AppendResult {
    const stream = this.streams.get(name) ?? [];
    const there = stream.slice(expected + 1, expected + 1 + proposed.length);
    if (there.length === proposed.length && there.every((event, i) => event.id === proposed[i]!.id))
      return { kind: 'success', last: there.at(-1)! };
    if (stream.length - 1 !== expected) return { kind: 'wrong-expected-version', current: stream.length - 1 };
    for (const event of proposed) {
      const stored = { ...event, stream: name, revision: stream.length, position: this.next };
      this.next += 150n + BigInt(event.data.length);
      stream.push(stored);
      this.events.push(stored);
    }
    this.streams.set(name, stream);
    for (const event of stream.slice(-proposed.length)) for (const follow of this.followers) follow(event);
    return { kind: 'success', last: stream.at(-1)! };
  }

  /** Writes an event as someone else would: another program, or an operator. */
  foreign(stream: string, data: object, type = 'Foreign'): void {
    this.append(stream, this.stream(stream).length - 1, [
      {
        id: crypto.randomUUID(),
        type,
        contentType: 'application/json',
        data: Buffer.from(JSON.stringify(data)),
        metadata: new Uint8Array(),
      },
    ]);
  }

  follow(follow: (event: PeerEvent) => void): () => void {
    this.followers.add(follow);
    return () => this.followers.delete(follow);
  }
}
