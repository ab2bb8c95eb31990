import { letterPage, letterPdf, letterText, type Letter } from '#libs/letters';
import type { Editions, Language } from '#libs/words';

/** Something that people get, made of example data. */
export interface Preview {
  /** As its files are called, such as `refusal.legal-duty`. */
  readonly name: string;
  /** It names what it has words for: more may be named, in an edition that was published too. */
  readonly grows?: true;
  /** @param words editions that it is made with; the newest, where left out */
  readonly make: (language: Language, words?: Editions) => Made;
}

export interface Made {
  readonly text?: string;
  readonly html?: string;
  readonly pdf?: () => Promise<Buffer>;
}

export function madeOf(letter: Letter): Made {
  return { text: letterText(letter), html: letterPage(letter), pdf: () => letterPdf(letter) };
}
