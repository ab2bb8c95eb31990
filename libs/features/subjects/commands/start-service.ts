import { Type, type Static } from '@sinclair/typebox';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError } from '#libs/kernel';
import { event, malformed, requireSubject, type SubjectDecided } from '../decisions';
import { runs } from '../purposes';
import type { SubjectState } from '../state';
import { closed, Day, Id, oneOf } from '../vocabulary/schemas';

/** Starts a service, which opens the purposes that need it (P22). */
export const StartServiceBody = closed({
  type: oneOf(['domain', 'hosting', 'email', 'dns']),
  link: Type.Optional(Id),
  from: Type.Optional(Day),
  renewsOn: Type.Optional(Day),
});
export type StartService = Static<typeof StartServiceBody>;

/** A domain service is about a linked name, and runs once for a link; other services may be about one. */
export function decideStartService(
  state: SubjectState,
  command: StartService,
  given: Given,
): SubjectDecided[] {
  requireSubject(state);
  const today = brusselsDay(given.now);
  const { type: serviceType, link, from = today, renewsOn } = command;
  if (renewsOn !== undefined && renewsOn <= from)
    throw malformed({ pointer: '/renewsOn', rule: 'not-after-from' });
  if (link !== undefined || serviceType === 'domain') {
    const linked = link === undefined ? undefined : state.links[link];
    if (linked?.kind !== 'domain' || !linked.value) throw new DomainError('link-unknown');
  }
  const started = Object.values(state.services).some(
    service => service.type === 'domain' && service.link === link && runs(service, today),
  );
  if (serviceType === 'domain' && started) return [];
  const service = given.id('service');
  return [
    event('ServiceStarted', {
      service,
      serviceType,
      from,
      ...(link && { link }),
      ...(renewsOn && { renewsOn }),
    }),
  ];
}
