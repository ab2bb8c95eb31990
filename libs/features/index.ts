import type { Feature } from '#libs/feature';
import * as all from './all';

/** The features of this program. Whatever is said of all of them is said by going through this list. */
export const FEATURES: readonly Feature[] = Object.values(all);
