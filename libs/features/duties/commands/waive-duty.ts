import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import {
  event,
  subjectStreamOf,
  WAIVER_GROUNDS,
  WAIVER_REASONS,
  type Duty,
  type WaiverGround,
  type WaiverReason,
} from '#libs/features/subjects';
import { Describe, Example } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { requireDuty, requireOpen, type DutyOutcome, type DutyYields } from '../guards';

@Example({ ground: 'disproportionate', reason: 'effort-beyond-interest' })
export class WaiveDutyBody {
  @Describe('Art. 19, first sentence: telling is impossible, or takes a disproportionate effort.')
  @IsIn(WAIVER_GROUNDS)
  readonly ground!: WaiverGround;

  @IsIn(WAIVER_REASONS)
  readonly reason!: WaiverReason;
}

/** An officer finds that a recipient is not to be told; once a second one finds the same, the duty has ended. */
export class WaiveDuty extends Command<DutyOutcome<'WaiverProposed' | 'DutyWaived'>> {
  constructor(
    readonly subject: Uuid,
    readonly duty: Uuid,
    readonly body: WaiveDutyBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @param by pseudonym of who finds so */
export function decideWaive(
  duty: Duty,
  { ground, reason }: WaiveDutyBody,
  by: string,
): DutyYields<'WaiverProposed' | 'DutyWaived'> {
  requireOpen(duty);
  const { proposal, kind: of } = duty;
  const same = proposal?.ground === ground && proposal.reason === reason;
  const about = { duty: duty.duty, of, ground, reason };
  if (!proposal || !same) return [event('WaiverProposed', about)];
  if (proposal.by === by) throw new DomainError('second-officer-needed');
  return [event('DutyWaived', { ...about, proposedBy: proposal.by })];
}

@CommandHandler(WaiveDuty)
export class WaiveDutyHandler implements ICommandHandler<WaiveDuty> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ subject, duty, body, context }: WaiveDuty) {
    return this.runner.run({
      stream: subjectStreamOf(subject),
      context,
      decide: state => decideWaive(requireDuty(state, duty), body, context.actor.id),
    });
  }
}
