import { ACCESS_AREAS } from '#features/access-document/words/areas';
import type { Area } from '#libs/words';
import type { LetterName } from '../codes';

const AREAS: readonly Area[] = ['letters', 'requests'];

/** Whose words a letter is written with. */
export function areasOf(letter: LetterName): readonly Area[] {
  return letter === 'access-answer' ? [...AREAS, ...ACCESS_AREAS] : AREAS;
}
