import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import type { ServiceType } from '#libs/catalogue';
import { Example, IsDay, IsId } from '#libs/http/schema';
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
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { DayDescription, IsPlainId } from '../forms';

export const SERVICES = ['domain', 'hosting', 'email', 'dns'] as const;

/** Starts a service, which opens the purposes that need it (P22). */
@Example({ type: 'hosting', from: '2026-11-01', renewsOn: '2038-11-01' })
export class StartServiceBody {
  @IsIn(SERVICES)
  readonly type!: ServiceType;

  @IsOptional()
  @IsPlainId()
  readonly link?: Uuid;

  @DayDescription()
  @IsOptional()
  @IsDay()
  readonly from?: Day;

  @DayDescription()
  @IsOptional()
  @IsDay()
  readonly renewsOn?: Day;
}

/** A domain service is about a linked name, and runs once for a link; other services may be about one. */
export class StartServiceAnswer {
  @IsOptional()
  @IsId()
  readonly service?: Uuid;
}

export function decideStartService(
  state: SubjectState,
  body: StartServiceBody,
  { now, id }: Pick<SubjectContext, 'now' | 'id'>,
): SubjectYields<'ServiceStarted'> {
  requireSubject(state);
  const today = brusselsDay(now);
  const { type: serviceType, link, from = today, renewsOn } = body;
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
  const service = id('service');
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

/** Starts a service, which opens the purposes that need it (P22). */
export class StartService extends SubjectCommand<StartServiceBody, 'ServiceStarted'> {}

@CommandHandler(StartService)
export class StartServiceHandler implements ICommandHandler<StartService> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: StartService) {
    return this.subjects.run(command, {
      name: 'start-service',
      decide: decideStartService,
      actsFor: forContract,
    });
  }
}
