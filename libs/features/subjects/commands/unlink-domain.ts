import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { brusselsDay, DomainError, type Uuid } from '#libs/kernel';
import { EXAMPLE_ID, Example } from '#libs/http/schema';
import { event, requireSubject, type SubjectContext, type SubjectYields, forContract } from '../guards';
import { endServicesOn, requireLink } from '../links';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsPlainId } from '../forms';

@Example({ link: EXAMPLE_ID, reason: 'ended' })
export class UnlinkDomainBody {
  @IsPlainId()
  readonly link!: Uuid;

  @IsOptional()
  @IsIn(['ended', 'mistake'])
  readonly reason?: 'ended' | 'mistake';
}

/** Services on the link end with it, and so do the purposes that they kept open (P10, P22). */
export function decideUnlinkDomain(
  state: SubjectState,
  { link, reason = 'ended' }: UnlinkDomainBody,
  { now }: Pick<SubjectContext, 'now'>,
): SubjectYields<'DomainUnlinked' | 'ServiceEnded'> {
  requireSubject(state);
  if (!requireLink(state, link, 'domain').value) return [];
  if (Object.values(state.transfers).some(each => each.link === link && each.status === 'under-way')) {
    throw new DomainError('transfer-under-way');
  }
  return [event('DomainUnlinked', { link, reason }), ...endServicesOn(state, link, brusselsDay(now))];
}

/** Unlinks a domain name (P05), and releases its holder’s claim. */
export class UnlinkDomain extends SubjectCommand<UnlinkDomainBody, 'DomainUnlinked' | 'ServiceEnded'> {}

@CommandHandler(UnlinkDomain)
export class UnlinkDomainHandler implements ICommandHandler<UnlinkDomain> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: UnlinkDomain) {
    return this.subjects.run(command, {
      name: 'unlink-domain',
      releases: ['domain-holder'],
      decide: decideUnlinkDomain,
      actsFor: forContract,
    });
  }
}
