import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { event, requireSubject, type SubjectYields, forContract } from '../guards';
import { requireLink } from '../links';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import type { UnlinkBody } from './unlink-login';

export function decideUnlinkIdentity(
  state: SubjectState,
  { link }: UnlinkBody,
): SubjectYields<'IdentityUnlinked'> {
  requireSubject(state);
  return requireLink(state, link, 'identity').value ? [event('IdentityUnlinked', { link })] : [];
}

/** Unlinks a sign-in identity (P08), and releases its claim. */
export class UnlinkIdentity extends SubjectCommand<UnlinkBody, 'IdentityUnlinked'> {}

@CommandHandler(UnlinkIdentity)
export class UnlinkIdentityHandler implements ICommandHandler<UnlinkIdentity> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: UnlinkIdentity) {
    return this.subjects.run(command, {
      name: 'unlink-identity',
      releases: ['identity'],
      decide: decideUnlinkIdentity,
      actsFor: forContract,
    });
  }
}
