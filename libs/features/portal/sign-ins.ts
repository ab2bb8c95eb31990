import { Injectable } from '@nestjs/common';
import { accessStream, type AccessEventData } from '#libs/features/access';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type Outcome } from '#libs/commands';
import { Clock, type Uuid } from '#libs/kernel';
import { subjectOwner, subjectStreamOf } from '#libs/features/subjects';
import { decideSignIn, type SignIn } from './sign-in';

/** Records sign-ins of customers: decided on the subject, kept apart from its record, which they do not disturb. */
@Injectable()
export class SignIns {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found`, `subject-erased`, `purpose-closed`, `malformed-value` */
  async record(
    subject: Uuid,
    body: SignIn,
    context: CommandContext,
  ): Promise<Pick<Outcome, 'outcome' | 'repeated' | 'position'>> {
    const stream = { name: accessStream(subject), owner: subjectOwner(subject) };
    const before = await this.runner.before(stream.name, context);
    if (before) return before;
    const { state } = await this.runner.load(subjectStreamOf(subject));
    const now = this.clock.now();
    const events = decideSignIn(state, body, now, this.catalogues.current(now));
    if (context.dryRun) return { outcome: 'dry-run', repeated: false };
    return this.runner.note<AccessEventData>(stream, context, events);
  }
}
