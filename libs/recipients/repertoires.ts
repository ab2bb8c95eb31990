import anyAscii from 'any-ascii';

/** The characters that a recipient takes, and what stands for those that it does not. */
export interface Repertoire {
  readonly has: (character: string) => boolean;
  /** Written instead of a character that it lacks; may be nothing. */
  readonly instead: (character: string) => string;
  /** Never taken, not even in another spelling. */
  readonly refused: string;
}

interface Rest {
  /** Stands for what has no other spelling. */
  readonly unknown?: string;
  readonly refused?: string;
  /** Spellings that go before those of the general table. */
  readonly table?: Readonly<Record<string, string>>;
}

function repertoire(
  has: Repertoire['has'],
  { unknown = '', refused = '', table = {} }: Rest = {},
): Repertoire {
  const fitting = (character: string): string =>
    has(character) ? character : refused.includes(character) ? '' : unknown;
  return {
    has,
    refused,
    instead: character => {
      const written = table[character] ?? anyAscii(character);
      // A mark on a letter before it needs nothing of its own in ASCII.
      if (written === '' && !/\p{M}/u.test(character)) return unknown;
      return [...written].map(fitting).join('');
    },
  };
}

/** Unicode, all of it. */
export const UNICODE: Repertoire = repertoire(() => true);

/** Printable US-ASCII: RFC 5733 section 2.3, `int`. */
export const ASCII: Repertoire = repertoire(character => /^[ -~]$/.test(character));

const PRINTABLE = Uint8Array.from(
  Array.from({ length: 256 }, (_, byte) => byte).filter(
    byte => (byte >= 0x20 && byte < 0x7f) || byte >= 0xa0,
  ),
);
const LATIN_9_CHARACTERS = new Set(new TextDecoder('iso-8859-15').decode(PRINTABLE).replace('@', ''));
/** ISO-8859-15 without `@`: what DNS Belgium takes in a name or an address. */
export const LATIN_9: Repertoire = repertoire(character => LATIN_9_CHARACTERS.has(character), {
  refused: '@',
});

/** The set of the SEPA schemes (EPC217-08); what has no place in it becomes a full stop. */
export const SEPA: Repertoire = repertoire(character => /^[A-Za-z0-9/\-?:().,'+ ]$/.test(character), {
  unknown: '.',
  table: { '&': '+' },
});
