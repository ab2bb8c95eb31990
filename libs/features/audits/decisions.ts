import { decided, type Decided, type Given } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import type { AuditBody } from './events';
import type { AuditsState, StreamEvents } from './state';

const DAY_MS = 86_400_000;
/** The longest that one audit lets auditors in. */
export const AUDIT_DAYS = 92;

/** Lets auditors in for so many days, from now on. */
export function decideOpen(
  _state: AuditsState,
  { by, days }: { readonly by: AuditBody; readonly days: number },
  { now, id }: Given,
): Decided<StreamEvents>[] {
  const until = new Date(now.getTime() + days * DAY_MS).toISOString();
  return [decided<StreamEvents, 'AuditOpened'>('AuditOpened', { audit: id('audit'), by, until })];
}

/** Shuts them out before the time. Again changes nothing. */
export function decideClose(state: AuditsState, audit: string): Decided<StreamEvents>[] {
  const found = state.find(each => each.audit === audit);
  if (!found) throw new DomainError('not-found');
  return found.closed === undefined ? [decided<StreamEvents, 'AuditClosed'>('AuditClosed', { audit })] : [];
}
