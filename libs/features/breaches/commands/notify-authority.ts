import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { malformed } from '#libs/features/subjects';
import { Describe, Example, IsTime } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { AUTHORITY_CHANNELS, type AuthorityChannel } from '../codes';
import { IsWords } from '../forms';
import {
  event,
  firstNotified,
  instant,
  requireOpen,
  requirePast,
  words,
  type BreachOutcome,
  type BreachYields,
} from '../guards';
import { breachStreamOf, type BreachState } from '../state';

@Example({
  channel: 'online-form',
  complete: false,
  reference: 'DB-2026-17',
  delayReasons: 'The processor answered after four days.',
})
export class NotifyAuthorityBody {
  @Describe('When it was told; now, where it is left out.')
  @IsOptional()
  @IsTime()
  readonly at?: string;

  @IsIn(AUTHORITY_CHANNELS)
  readonly channel!: AuthorityChannel;

  @Describe('Whether the authority now has all that Art. 33(3) asks for, or more will follow (Art. 33(4)).')
  @IsBoolean()
  readonly complete!: boolean;

  @IsWords()
  readonly reference!: string;

  @IsOptional()
  @IsWords()
  readonly delayReasons?: string;

  @IsOptional()
  @IsWords()
  readonly told?: string;
}

/** The authority was told of a breach, or of more of it. */
export class NotifyAuthority extends Command<BreachOutcome<'AuthorityNotified'>> {
  constructor(
    readonly breach: Uuid,
    readonly body: NotifyAuthorityBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** A first phase after the time was over says why (Art. 33(1), second sentence). */
export function decideNotify(
  state: BreachState,
  { at: when, channel, complete, reference, delayReasons, told }: NotifyAuthorityBody,
  { now }: Pick<DecisionContext, 'now'>,
): BreachYields<'AuthorityNotified'> {
  requireOpen(state);
  const { clock, moments } = state;
  if (!clock || moments.knownAt === undefined) throw new DomainError('breach-not-known');
  const at = instant(when ?? now.toISOString());
  requirePast(at, '/at', now);
  if (at < moments.knownAt) throw malformed({ pointer: '/at', rule: 'after-it-was-known' });
  if (complete && !state.assessment) throw new DomainError('breach-not-assessed');
  const late = firstNotified(state) === undefined && at >= clock.due;
  if (late && delayReasons === undefined) throw new DomainError('delay-reasons-missing', { due: clock.due });
  return [
    event('AuthorityNotified', {
      at,
      channel,
      complete,
      ...(late && { late }),
      sealed: words({ reference, delayReasons, told }),
    }),
  ];
}

@CommandHandler(NotifyAuthority)
export class NotifyAuthorityHandler implements ICommandHandler<NotifyAuthority> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ breach, body, context }: NotifyAuthority) {
    return this.runner.run({
      stream: breachStreamOf(breach),
      context,
      decide: (state, given) => decideNotify(state, body, given),
    });
  }
}
