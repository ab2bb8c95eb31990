import { createHash } from 'node:crypto';
import type { Position, StoredEvent } from '#libs/event-store';
import type { ReadableLog, WholeEvent } from '#libs/event-store/copy';
import type { Uuid } from '#libs/kernel';
import type { PassingDecisions } from '#libs/projections';
import { entryText } from '#libs/register';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';

const features = new Composition(FEATURES);
const NEWLINE = Buffer.from('\n');

/** The register as a log makes it, entry by entry, in memory of one entry. */
class Register {
  private readonly hash = createHash('sha256');
  private readonly types = features.eventTypes();
  private readonly table = features.entries();
  entries = 0;

  constructor(private readonly passed: ReadonlySet<Uuid>) {}

  add({ event }: WholeEvent): string[] {
    if (this.passed.has(event.id)) return [];
    const record = this.types.read(event);
    const texts = this.table
      .entriesOf(record)
      .map((draft, i) => entryText(this.entries + i, event, record, draft));
    this.entries += texts.length;
    for (const text of texts) this.hash.update(text).update(NEWLINE);
    return texts;
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}

/** Makes the register of both sides of a comparison and remembers the first entry that is not the same. */
export class RegisterOfBoth {
  private readonly one: Register;
  private readonly other: Register;
  difference: string | undefined;

  constructor(decisions: PassingDecisions) {
    const passed = decisions.passed('register');
    [this.one, this.other] = [new Register(passed), new Register(passed)];
  }

  add(one: WholeEvent, other: WholeEvent): void {
    const [texts, others] = [this.one.add(one), this.other.add(other)];
    const i = texts.findIndex((text, place) => text !== others[place]);
    if (i >= 0 || texts.length !== others.length)
      this.difference ??= `an entry of ${one.event.stream} ${one.event.revision} is another`;
  }

  /** Number of entries and SHA-256 of their bytes, a newline after each. */
  result(): { readonly entries: number; readonly sha256: string; readonly other: string } {
    return { entries: this.one.entries, sha256: this.one.digest(), other: this.other.digest() };
  }
}

/** A log that keeps what is read of the stream in which officers decide which events are passed over. */
export class DecisionsReader implements ReadableLog {
  private readonly kept: StoredEvent[] = [];

  constructor(private readonly log: ReadableLog) {}

  get logId(): Uuid {
    return this.log.logId;
  }

  head(): Promise<Position | null> {
    return this.log.head();
  }

  async *pages(after: Position | null): AsyncGenerator<readonly WholeEvent[]> {
    for await (const page of this.log.pages(after)) {
      this.kept.push(
        ...page.map(({ event }) => event).filter(({ stream }) => stream === features.passingStream),
      );
      yield page;
    }
  }

  close(): Promise<void> {
    return this.log.close();
  }

  /** By all that was read: the register passes over an event also where the decision is later in the log. */
  decisions(): PassingDecisions {
    return features.decisionsOf(this.kept);
  }
}
