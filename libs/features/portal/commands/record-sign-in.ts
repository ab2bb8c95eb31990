import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsString, MaxLength } from 'class-validator';
import { Catalogues, purposeName, purposeOf, type Catalogue } from '#libs/catalogue';
import {
  CommandRunner,
  decided,
  requireClient,
  ToSeal,
  type CommandContext,
  type DecisionContext,
  type Outcome,
  type Yields,
} from '#libs/commands';
import { accessStream, type AccessEventData } from '#libs/features/access';
import {
  isOpen,
  parseIpAddress,
  periodOf,
  requireNoObjection,
  subjectOwner,
  subjectStreamOf,
  type SubjectState,
} from '#libs/features/subjects';
import { Describe, Example, Named } from '#libs/http/schema';
import { brusselsDay, Clock, DomainError, type Uuid } from '#libs/kernel';

/** The purpose that sign-in addresses are for, and no other (P06). */
const PURPOSE = 'fraud';

@Example({ ipAddress: '203.0.113.7' })
@Named('SignIn')
export class SignInBody {
  @Describe('IPv4, or IPv6 in any text form; kept encrypted under a key of the month.')
  @IsString()
  @MaxLength(45)
  readonly ipAddress!: string;
}

/** Records that a customer signed in: decided on the subject, kept apart from its record, which it does not disturb. */
export class RecordSignIn extends Command<Pick<Outcome, 'outcome' | 'repeated' | 'position'>> {
  constructor(
    readonly subject: Uuid,
    readonly body: SignInBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * A customer has signed in to the customer application (P06). Failed attempts and staff are nobody's sign-in here: it
 * needs a subject, and a contract that stands (P22).
 */
export function decideSignIn(
  state: SubjectState,
  body: SignInBody,
  { now, catalogue }: { readonly now: Date; readonly catalogue: Catalogue },
): Yields<AccessEventData, 'SignedIn'> {
  if (state.erasure !== 'none') throw new DomainError('subject-erased');
  if (state.kind === undefined) throw new DomainError('not-found');
  const day = brusselsDay(now);
  const purpose = purposeOf(catalogue, PURPOSE);
  if (!purpose) throw new DomainError('purpose-unknown');
  requireNoObjection(state, purpose);
  if (!isOpen(state, purpose, day)) throw new DomainError('purpose-closed', { purpose: purpose.id });
  const ip = parseIpAddress(body.ipAddress);
  if (!ip.ok)
    throw new DomainError('malformed-value', { errors: [{ pointer: '/ipAddress', rule: ip.rule }] });
  const sealed = new ToSeal(purposeName(purpose.id), periodOf(purpose.period, day), { ipAddress: ip.value });
  return [
    decided<AccessEventData, 'SignedIn'>('SignedIn', { purpose: purpose.id, basis: purpose.basis, sealed }),
  ];
}

@CommandHandler(RecordSignIn)
export class RecordSignInHandler implements ICommandHandler<RecordSignIn> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found`, `subject-erased`, `purpose-closed`, `malformed-value`, `client-not-allowed` */
  async execute({ subject, body, context }: RecordSignIn) {
    const stream = { name: accessStream(subject), owner: subjectOwner(subject) };
    const before = await this.runner.before(stream.name, context);
    if (before) return before;
    const about = { command: 'sign-in', subject };
    const decide = async (given: Pick<DecisionContext, 'now' | 'catalogue'>) => {
      const { state } = await this.runner.load(subjectStreamOf(subject));
      return this.runner.noting(context, about, () => {
        const decided = decideSignIn(state, body, given);
        requireClient(given.catalogue, context.actor, { purposes: [PURPOSE] });
        return decided;
      });
    };
    if (!context.dryRun) return this.runner.note<AccessEventData>(stream, context, decide);
    await this.catalogues.upToDate();
    const now = this.clock.now();
    await decide({ now, catalogue: this.catalogues.current(now) });
    return { outcome: 'dry-run', repeated: false } as const;
  }
}
