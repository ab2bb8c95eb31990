import { useKept } from '../app';
import { preferences } from '../prefs';
import { wordsOf, type Words } from './words';

export type { Name, Words } from './words';

/** What the page says, in the reader's language. */
export function useWords(): Words {
  return wordsOf(useKept(preferences).language);
}
