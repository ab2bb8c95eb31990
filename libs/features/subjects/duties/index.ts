import type { SubjectState } from '../state';
import { Duties, inOrder } from './duties';

export * from './codes';
export * from './duties';
export { DUTY_STATUSES, dutyId, type Duty, type DutyStatus, type Held, type Holder } from './duty';
export * from './events';
export { KnownByRecipients, type Identification } from './known';
export { MARKED, markOf, type Mark, type Marks } from './marks';
export type { Shelf } from './shelf';

/**
 * The duties to tell recipients of a subject's data (Art. 19).
 * @param at as they stood then, but for versions that renew a duty; the newest, where left out
 */
export function dutiesOf({ marks }: Pick<SubjectState, 'marks'>, at?: string): Duties {
  const all = inOrder(marks);
  return Duties.of(at === undefined ? all : all.filter(({ time }) => time <= at));
}
