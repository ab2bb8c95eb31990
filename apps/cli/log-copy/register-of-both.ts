import { createHash } from 'node:crypto';
import type { WholeEvent } from '#libs/event-store/copy';
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

  add({ event }: WholeEvent): string[] {
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
  private readonly one = new Register();
  private readonly other = new Register();
  difference: string | undefined;

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
