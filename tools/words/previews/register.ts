import type { Preview } from '../preview';
import { listOf } from './list';

/** What entries of the register are called. */
export const register: readonly Preview[] = [listOf('register')];
