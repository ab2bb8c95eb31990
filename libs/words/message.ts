import { IntlMessageFormat } from 'intl-messageformat';
import { LOCALES, type Language } from './language';

/**
 * A message of ICU MessageFormat, in which markup is text like any other.
 * @throws SyntaxError
 */
export function parsed(text: string, language: Language): IntlMessageFormat {
  return new IntlMessageFormat(text, LOCALES[language], undefined, { ignoreTag: true });
}
