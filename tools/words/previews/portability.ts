import type { Preview } from '../preview';
import { listOf } from './list';

/** What is said in a file that a person takes along (Art. 20). */
export const portability: readonly Preview[] = [listOf('portability')];
