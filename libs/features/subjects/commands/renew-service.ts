import type { Static } from '@sinclair/typebox';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError } from '#libs/kernel';
import { event, malformed, requireSubject, type SubjectDecided } from '../decisions';
import { runs } from '../purposes';
import type { Service, SubjectState } from '../state';
import { closed, Day, Id } from '../vocabulary/schemas';

/** Lets a service go on until its next day of renewal (P01). */
export const RenewServiceBody = closed({ service: Id, renewsOn: Day });
export type RenewService = Static<typeof RenewServiceBody>;

export function decideRenewService(
  state: SubjectState,
  command: RenewService,
  given: Given,
): SubjectDecided[] {
  requireSubject(state);
  const { service: id, renewsOn } = command;
  const service = requireRunning(state, id, brusselsDay(given.now));
  if (service.renewsOn === renewsOn) return [];
  if (renewsOn <= (service.renewsOn ?? service.from))
    throw malformed({ pointer: '/renewsOn', rule: 'not-later' });
  return [event('ServiceRenewed', { service: id, renewsOn })];
}

export function requireRunning(state: SubjectState, id: string, day: string): Service {
  const service = state.services[id];
  if (!service) throw new DomainError('service-unknown');
  if (!runs(service, day)) throw new DomainError('service-ended');
  return service;
}
