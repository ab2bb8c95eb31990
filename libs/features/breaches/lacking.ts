import type { Uuid } from '#libs/kernel';
import { list, paragraph, table, type Letter } from '#libs/letters';
import { wordsOf, type Editions } from '#libs/words';

/** Why somebody on the list is not written to; `key-unavailable`: not now. */
export const NOT_WRITTEN = ['erased', 'no-address', 'key-unavailable'] as const;
export type NotWritten = (typeof NOT_WRITTEN)[number];

/** Somebody who has no letter, and why. */
export interface Lacking {
  readonly subject: Uuid;
  readonly reason: NotWritten;
}

/** How many have no letter, by reason; those reasons alone that there are. */
export function countsOf(lacking: readonly Lacking[]): { reason: NotWritten; count: number }[] {
  return NOT_WRITTEN.flatMap(reason => {
    const { length: count } = lacking.filter(each => each.reason === reason);
    return count === 0 ? [] : [{ reason, count }];
  });
}

/**
 * The sheet that lies on the letters which are printed, for whoever sends them: who of the page has none, by pseudonym, and
 * why. It goes to nobody.
 */
export function sheetOfLacking(
  lacking: readonly Lacking[],
  about: Pick<Letter, 'language' | 'sender' | 'on'> & {
    readonly letter: Uuid;
    /** Of the page, with a letter or without. */
    readonly persons: number;
    /** Of words; the newest, where left out. */
    readonly words?: Editions | undefined;
  },
): Letter {
  const { letter: reference, persons, words, ...head } = about;
  const say = wordsOf('breaches', head.language, words);
  const reasonOf = (reason: NotWritten): string => say(`print.${reason}`);
  return {
    ...head,
    to: [],
    subject: say('print.subject'),
    reference,
    body: [
      paragraph(say('print.opening', { persons, lacking: lacking.length })),
      list(countsOf(lacking).map(({ reason, count }) => `${count} × ${reasonOf(reason)}`)),
      table(
        [say('print.person'), say('print.reason')],
        lacking.map(({ subject, reason }) => [subject, reasonOf(reason)]),
      ),
    ],
    ...(words && { words }),
  };
}
