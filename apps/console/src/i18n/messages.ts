import type { Language } from '#libs/letters';
import type { Problem } from '../api/client';
import codesEn from './codes/en.json';
import codesFr from './codes/fr.json';
import codesNl from './codes/nl.json';
import messagesEn from './messages/en.json';
import messagesFr from './messages/fr.json';
import messagesNl from './messages/nl.json';
import problemsEn from './problems/en.json';
import problemsFr from './problems/fr.json';
import problemsNl from './problems/nl.json';
import rulesEn from './rules/en.json';
import rulesFr from './rules/fr.json';
import rulesNl from './rules/nl.json';

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

/** A rule that something filled in breaks, as the API names them. */
export type Rule = NonNullable<Problem['errors']>[number]['rule'];
type Told = Readonly<Record<Rule, string>>;

/** What is wrong with what was filled in, beside its field; a rule that has no text does not compile. */
export const RULES: Texts<typeof rulesNl & Told, typeof rulesFr & Told, typeof rulesEn & Told> = {
  nl: rulesNl,
  fr: rulesFr,
  en: rulesEn,
};
