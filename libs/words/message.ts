import { IntlMessageFormat } from 'intl-messageformat';
import { LOCALES, type Language } from './language';

/** Whether a message is read as it is written: without a placeholder, a choice or an apostrophe that quotes. */
export function isPlain(text: string): boolean {
  return !/[{}]|'['<>]/.test(text);
}

/**
 * A message of ICU MessageFormat, in which markup is text like any other.
 * @throws SyntaxError
 */
export function parsed(text: string, language: Language): IntlMessageFormat {
  return new IntlMessageFormat(text, LOCALES[language], undefined, { ignoreTag: true });
}
