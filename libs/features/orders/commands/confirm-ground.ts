import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import {
  CommandRunner,
  decided,
  type CommandContext,
  type DecisionContext,
  type RunOutcome,
  type Yields,
} from '#libs/commands';
import { malformed } from '#libs/features/subjects';
import { Describe, Example, IsDay } from '#libs/http/schema';
import { brusselsDay, DomainError, type Day } from '#libs/kernel';
import { groundOf } from '../bodies';
import { GROUND_SOURCES } from '../codes';
import type { GroundConfirmed, GroundEventData } from '../events';
import { CONFIRMED_GROUNDS, isConfirmed, type GroundsState } from '../grounds';

@Example({ source: 'official-text', readOn: '2026-11-20' })
export class ConfirmGroundBody {
  @Describe('Where it was read: the official text, or the advice of counsel who read it.')
  @IsIn(GROUND_SOURCES)
  readonly source!: GroundConfirmed['source'];

  @IsDay()
  readonly readOn!: Day;
}

/** An officer read the law that a ground names, and confirms that it says what the list says of it. */
export class ConfirmGround extends Command<RunOutcome<GroundsState, GroundEventData>> {
  constructor(
    readonly ground: string,
    readonly body: ConfirmGroundBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @param context ground: its code */
export function decideConfirmGround(
  state: GroundsState,
  { source, readOn }: ConfirmGroundBody,
  { now, ground }: Pick<DecisionContext, 'now'> & { readonly ground: string },
): Yields<GroundEventData, 'GroundConfirmed'> {
  const known = groundOf(ground);
  if (!known) throw new DomainError('not-found');
  if (readOn > brusselsDay(now)) throw malformed({ pointer: '/readOn', rule: 'not-in-the-future' });
  if (isConfirmed(state, ground)) return [];
  const { law, fields } = known;
  return [
    decided<GroundEventData, 'GroundConfirmed'>('GroundConfirmed', { ground, law, fields, source, readOn }),
  ];
}

@CommandHandler(ConfirmGround)
export class ConfirmGroundHandler implements ICommandHandler<ConfirmGround> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ ground, body, context }: ConfirmGround) {
    return this.runner.run({
      stream: CONFIRMED_GROUNDS,
      context,
      decide: (state, given) => decideConfirmGround(state, body, { ...given, ground }),
    });
  }
}
