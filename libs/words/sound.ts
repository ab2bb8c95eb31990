import { faultsOf, faultText, type Fault } from './check';
import { EDITIONS } from './editions';
import { AREAS } from './words';

/** What is wrong with the words that this program has. */
export function faults(): Fault[] {
  return AREAS.flatMap(area => EDITIONS[area].flatMap((files, i) => faultsOf(`${area}/${i + 1}`, files)));
}

/** @throws Error that names all that is wrong with the words of this program */
export function requireSoundWords(): void {
  const found = faults();
  if (found.length > 0) throw new Error(`the words are wrong: ${found.map(faultText).join('; ')}`);
}
