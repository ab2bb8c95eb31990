import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsOptional } from 'class-validator';
import { Describe, Example, EXAMPLE_ID, IsDay } from '#libs/http/schema';
import { brusselsDay, DomainError, type Day, type Uuid } from '#libs/kernel';
import {
  event,
  malformed,
  requireSubject,
  type SubjectContext,
  type SubjectYields,
  forContract,
} from '../guards';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsPlainId } from '../forms';

/** Ends a service, and with it what was open for that service only (P22). */
@Example({ service: EXAMPLE_ID })
export class EndServiceBody {
  @IsPlainId()
  readonly service!: Uuid;

  @Describe('First day on which it no longer runs; default: today.')
  @IsOptional()
  @IsDay()
  readonly on?: Day;
}

export function decideEndService(
  state: SubjectState,
  body: EndServiceBody,
  { now }: Pick<SubjectContext, 'now'>,
): SubjectYields<'ServiceEnded'> {
  requireSubject(state);
  const today = brusselsDay(now);
  const { service: id, on = today } = body;
  const service = state.services[id];
  if (!service) throw new DomainError('service-unknown');
  if (service.endsOn !== undefined) {
    if (service.endsOn === on || body.on === undefined) return [];
    throw new DomainError('service-ended');
  }
  if (on < service.from) throw malformed({ pointer: '/on', rule: 'before-from' });
  return [event('ServiceEnded', { service: id, on })];
}

/** Ends a service, and with it what was open for that service only (P22). */
export class EndService extends SubjectCommand<EndServiceBody, 'ServiceEnded'> {}

@CommandHandler(EndService)
export class EndServiceHandler implements ICommandHandler<EndService> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: EndService) {
    return this.subjects.run(command, {
      name: 'end-service',
      decide: decideEndService,
      actsFor: forContract,
    });
  }
}
