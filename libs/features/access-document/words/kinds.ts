import type { Language, Texts } from '#libs/letters';
import type { Kind } from '#libs/register';
import { EDITIONS } from '#libs/words/register';

/** One without a name there does not compile. */
const { nl, fr, en }: Readonly<Record<Language, Readonly<Record<Kind, string>>>> = EDITIONS.at(-1)!;

/** What each kind of entry is called. */
export const KIND_WORDS = Object.fromEntries(
  (Object.keys(nl) as Kind[]).map((kind): [Kind, Texts] => [
    kind,
    { nl: nl[kind], fr: fr[kind], en: en[kind] },
  ]),
) as Readonly<Record<Kind, Texts>>;
