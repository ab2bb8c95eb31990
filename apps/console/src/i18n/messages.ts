import type { Language } from '#libs/letters';
import codesEn from './codes/en.json';
import codesFr from './codes/fr.json';
import codesNl from './codes/nl.json';
import messagesEn from './messages/en.json';
import messagesFr from './messages/fr.json';
import messagesNl from './messages/nl.json';
import problemsEn from './problems/en.json';
import problemsFr from './problems/fr.json';
import problemsNl from './problems/nl.json';

export { LANGUAGES, type Language } from '#libs/letters';

/** In each language; what one has and another lacks does not compile. */
export type Texts<N, F, E> = Readonly<Record<Language, N & F & E>>;

/** Everything that the page says of its own; what is filled in stands between double braces. */
export const MESSAGES: Texts<typeof messagesNl, typeof messagesFr, typeof messagesEn> = {
  nl: messagesNl,
  fr: messagesFr,
  en: messagesEn,
};
export type Message = keyof typeof messagesNl;

/** What the API's codes are called; kinds of entries are called as in the access document. */
export const CODES: Texts<typeof codesNl, typeof codesFr, typeof codesEn> = {
  nl: codesNl,
  fr: codesFr,
  en: codesEn,
};

/** What officers and customers meet most of the API's problems, and what to do; others are told as the API tells them. */
export const PROBLEMS: Texts<typeof problemsNl, typeof problemsFr, typeof problemsEn> = {
  nl: problemsNl,
  fr: problemsFr,
  en: problemsEn,
};
