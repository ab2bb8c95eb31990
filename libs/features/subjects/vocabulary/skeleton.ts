import confusables from './confusables.json';
import { caseFolded } from './text';

/** Each confusable character with the prototype that it looks like (UTS 39 section 4, Unicode 17.0). */
const PROTOTYPES: ReadonlyMap<string, string> = new Map(
  Object.entries(confusables.prototypes).flatMap(([prototype, sources]) =>
    [...sources].map(source => [source, prototype] as const),
  ),
);
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

/** The skeleton of UTS 39 section 4: the same for texts that look the same. Nothing to be shown. */
function skeleton(text: string): string {
  const characters = [...text.normalize('NFD').replace(IGNORABLE, '')];
  return characters
    .map(each => PROTOTYPES.get(each) ?? each)
    .join('')
    .normalize('NFD');
}

/**
 * What a login name looks like, whatever its letters are and in whichever case they are written. A capital I looks like a
 * small l and its small letter does not, so the skeleton is taken of the name as it is written, and then of its folded
 * form, until both are the same.
 * It is hashed in rows of the keyring: another table of Unicode needs another kind of look-up beside this one.
 */
export function loginSkeleton(login: string): string {
  const next = caseFolded(skeleton(login));
  return next === login ? next : loginSkeleton(next);
}
