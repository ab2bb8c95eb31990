import type { Field } from '#libs/catalogue';
import { DomainError } from '#libs/kernel';
import type { Repertoire } from './repertoires';
import type { Adjustment, SharedData, SharedValues } from './types';

/** A text of a line: of which field, and what parts it from the text before it. */
export interface Part {
  readonly field: string;
  readonly text: string | undefined;
  readonly before?: string;
}

export interface Bounds {
  readonly repertoire: Repertoire;
  /** Code points. */
  readonly max: number;
}

/** One payload in the making: hands out values and attributes, and keeps account of what becomes of them. */
export class Making {
  readonly adjustments: Adjustment[] = [];
  private readonly taken = new Set<string>();
  private readonly passed = new Set<string>();
  private readonly withheld = new Set<string>();

  constructor(private readonly data: SharedData) {}

  get isPerson(): boolean {
    return this.data.kind === 'natural-person';
  }

  /** What the payload says of the domain name that it is about. */
  get domain(): { readonly domain?: string } {
    const { domain } = this.data;
    return domain === undefined ? {} : { domain };
  }

  /** A value that may be there. */
  optional<F extends keyof SharedValues>(field: F): SharedValues[F] {
    return this.data.values[field];
  }

  /** @throws DomainError `field-missing` */
  value<F extends keyof SharedValues>(field: F): NonNullable<SharedValues[F]> {
    const value = this.data.values[field];
    if (value === undefined) throw new DomainError('field-missing', { fields: [field] });
    return value;
  }

  /** The attribute, which goes to the recipient. */
  transit(name: string): string | undefined {
    const value = this.used(name);
    if (value !== undefined) this.passed.add(name);
    return value;
  }

  /** The attribute, which the payload is made with and which does not go out. */
  used(name: string): string | undefined {
    if (!Object.hasOwn(this.data.transit, name)) return undefined;
    this.taken.add(name);
    return this.data.transit[name];
  }

  /** One text in the recipient's characters and length. */
  text(field: string, text: string, bounds: Bounds): string {
    return this.line([{ field, text }], bounds);
  }

  /**
   * Texts on one line in the recipient's characters and length. What is too long loses its end, between two code points.
   * @throws DomainError `value-not-representable` where nothing legible of a text would be left
   */
  line(parts: readonly Part[], { repertoire, max }: Bounds): string {
    const line: string[] = [];
    for (const { field, text, before = ' ' } of parts) {
      if (text === undefined) continue;
      const characters = [...this.written(field, text, repertoire)];
      const lead = line.length > 0 ? [...before] : [];
      const kept = Math.max(0, Math.min(characters.length, max - line.length - lead.length));
      if (kept > 0) line.push(...lead, ...characters.slice(0, kept));
      if (kept < characters.length) {
        this.adjustments.push({ field, what: 'cut', length: characters.length, kept });
      }
    }
    return line.join('').trim();
  }

  private written(field: string, text: string, repertoire: Repertoire): string {
    let [transliterated, omitted] = [0, 0];
    let written = '';
    for (const character of text) {
      if (!repertoire.refused.includes(character) && repertoire.has(character)) {
        written += character;
        continue;
      }
      const instead = repertoire.refused.includes(character) ? '' : repertoire.instead(character);
      // A mark without its letter is no loss; any other character that has no spelling is.
      if (instead === '' && !/\p{M}/u.test(character)) omitted += 1;
      else transliterated += 1;
      written += instead;
    }
    // What fell out of a line leaves no gap.
    if (transliterated + omitted > 0) written = written.replace(/ {2,}/g, ' ').trim();
    if (!/[\p{L}\p{N}]/u.test(written)) {
      throw new DomainError('value-not-representable', { fields: [field.split('/')[0]!] });
    }
    if (transliterated > 0)
      this.adjustments.push({ field, what: 'transliterated', characters: transliterated });
    if (omitted > 0) this.adjustments.push({ field, what: 'omitted', characters: omitted });
    return written;
  }

  /** Another value of the recipient's list stands for this one. */
  mapped(field: string): void {
    this.adjustments.push({ field, what: 'mapped' });
  }

  /** The field does not go out at all: the recipient, or the document that was asked for, has no place for it. */
  withhold(field: Field & keyof SharedValues): void {
    if (this.data.values[field] === undefined) return;
    this.withheld.add(field);
    this.adjustments.push({ field, what: 'omitted' });
  }

  /** Attributes that nothing asked for do not go out. To be called when the payload is made. */
  account(): { adjustments: readonly Adjustment[]; fields: readonly Field[]; transit: readonly string[] } {
    const unasked = Object.keys(this.data.transit).filter(name => !this.taken.has(name));
    const omitted = unasked.sort().map((field): Adjustment => ({ field, what: 'omitted' }));
    return {
      adjustments: [...this.adjustments, ...omitted],
      fields: (Object.keys(this.data.values) as Field[]).filter(field => !this.withheld.has(field)).sort(),
      transit: [...this.passed].sort(),
    };
  }
}
