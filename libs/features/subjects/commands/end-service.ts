import { Type, type Static } from '@sinclair/typebox';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError } from '#libs/kernel';
import { event, malformed, requireSubject, type SubjectDecided } from '../decisions';
import type { SubjectState } from '../state';
import { closed, Day, Id } from '../vocabulary/schemas';

/** Ends a service, and with it what was open for that service only (P22). */
export const EndServiceBody = closed({
  service: Id,
  on: Type.Optional(
    Type.Unsafe<string>({ ...Day, description: 'First day on which it no longer runs; default: today.' }),
  ),
});
export type EndService = Static<typeof EndServiceBody>;

export function decideEndService(state: SubjectState, command: EndService, given: Given): SubjectDecided[] {
  requireSubject(state);
  const today = brusselsDay(given.now);
  const { service: id, on = today } = command;
  const service = state.services[id];
  if (!service) throw new DomainError('service-unknown');
  if (service.endsOn !== undefined) {
    if (service.endsOn === on || command.on === undefined) return [];
    throw new DomainError('service-ended');
  }
  if (on < service.from) throw malformed({ pointer: '/on', rule: 'before-from' });
  return [event('ServiceEnded', { service: id, on })];
}
