import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Uuid } from '#libs/kernel';
import { EXAMPLE_ID, Example } from '#libs/http/schema';
import { event, requireSubject, type SubjectYields, forContract } from '../guards';
import { requireLink } from '../links';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsPlainId } from '../forms';

@Example({ link: EXAMPLE_ID })
export class UnlinkBody {
  @IsPlainId()
  readonly link!: Uuid;
}

export function decideUnlinkLogin(state: SubjectState, { link }: UnlinkBody): SubjectYields<'LoginUnlinked'> {
  requireSubject(state);
  return requireLink(state, link, 'login').value ? [event('LoginUnlinked', { link })] : [];
}

/** Unlinks a login name (P05), and releases its claim. */
export class UnlinkLogin extends SubjectCommand<UnlinkBody, 'LoginUnlinked'> {}

@CommandHandler(UnlinkLogin)
export class UnlinkLoginHandler implements ICommandHandler<UnlinkLogin> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: UnlinkLogin) {
    return this.subjects.run(command, {
      name: 'unlink-login',
      releases: ['login', 'login-skeleton'],
      decide: decideUnlinkLogin,
      actsFor: forContract,
    });
  }
}
