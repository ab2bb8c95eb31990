import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Example, EXAMPLE_ID, IsDay } from '#libs/http/schema';
import { brusselsDay, DomainError, type Day, type Uuid } from '#libs/kernel';
import {
  event,
  malformed,
  requireSubject,
  type SubjectContext,
  type SubjectYields,
  forContract,
} from '../guards';
import { runs } from '../purposes';
import type { Service, SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { DayDescription, IsPlainId } from '../forms';

/** Lets a service go on until its next day of renewal (P01). */
@Example({ service: EXAMPLE_ID, renewsOn: '2039-11-01' })
export class RenewServiceBody {
  @IsPlainId()
  readonly service!: Uuid;

  @DayDescription()
  @IsDay()
  readonly renewsOn!: Day;
}

export function decideRenewService(
  state: SubjectState,
  body: RenewServiceBody,
  { now }: Pick<SubjectContext, 'now'>,
): SubjectYields<'ServiceRenewed'> {
  requireSubject(state);
  const { service: id, renewsOn } = body;
  const service = requireRunning(state, id, brusselsDay(now));
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

/** Lets a service go on until its next day of renewal (P01). */
export class RenewService extends SubjectCommand<RenewServiceBody, 'ServiceRenewed'> {}

@CommandHandler(RenewService)
export class RenewServiceHandler implements ICommandHandler<RenewService> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: RenewService) {
    return this.subjects.run(command, {
      name: 'renew-service',
      decide: decideRenewService,
      actsFor: forContract,
    });
  }
}
