import type { Preview } from '../preview';
import { listOf } from './list';

/** What is due, in an officer's calendar. */
export const calendar: readonly Preview[] = [listOf('calendar')];
