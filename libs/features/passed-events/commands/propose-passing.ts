import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsString, Matches } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Clear, Describe, Example, EXAMPLE_ID, IsId } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { PASSED_STREAM, REASONS, type PassingReason } from '../events';
import { event, type PassingOutcome, type PassingYields } from '../guards';
import { StandingEvents, type StandingEvent } from '../standing-events';
import { PASSINGS, type PassingsState } from '../state';

@Example({
  event: EXAMPLE_ID,
  eventHash: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
  projections: ['register'],
  reason: 'value-refused',
})
export class ProposePassingBody {
  @IsId()
  readonly event!: Uuid;

  @Describe(
    'base64url of the SHA-256 of the bytes of the event, as `standing` tells it: what is decided about.',
  )
  @IsString()
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  @Clear()
  readonly eventHash!: string;

  @Describe('Which of the projections that stand at it pass over it.')
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(64)
  @ArrayUnique()
  @IsString({ each: true })
  @Matches(/^[a-z][a-z-]{0,63}$/, { each: true })
  readonly projections!: readonly string[];

  @Describe(
    '`program-fault`: a later version will apply it. `value-refused`: the database refuses what follows from it.',
  )
  @IsIn(REASONS)
  readonly reason!: PassingReason;
}

export class ProposePassingAnswer {
  @IsId()
  readonly passing!: Uuid;
}

/** A first officer proposes that projections pass over the event that they stand at. */
export class ProposePassing extends Command<PassingOutcome<'PassingProposed'>> {
  constructor(
    readonly passing: Uuid,
    readonly body: ProposePassingBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * @param standing what the projections stand at now
 * @throws DomainError `event-not-stood-at`, `event-hash-differs`, `event-not-passable`, `passing-proposed`
 */
export function decidePropose(
  state: PassingsState,
  { event: id, eventHash, projections, reason }: ProposePassingBody,
  { passing, standing }: { readonly passing: Uuid; readonly standing: readonly StandingEvent[] },
): PassingYields<'PassingProposed'> {
  const found = standing.find(each => each.event === id);
  if (!found) throw new DomainError('event-not-stood-at', { projections });
  if (found.eventHash !== eventHash) throw new DomainError('event-hash-differs');
  // What decides what is passed over is read by everybody who passes over anything.
  if (found.stream === PASSED_STREAM) throw new DomainError('event-not-passable');
  const fine = projections.filter(name => !found.projections.some(({ projection }) => projection === name));
  if (fine.length > 0) throw new DomainError('event-not-stood-at', { projections: fine });
  if (Object.values(state.passings).some(({ event: of, status }) => of === id && status === 'proposed'))
    throw new DomainError('passing-proposed');
  const errors = found.projections
    .filter(({ projection }) => projections.includes(projection))
    .map(({ error }) => error);
  return [
    event('PassingProposed', {
      passing,
      event: id,
      type: found.type,
      stream: found.stream,
      revision: found.revision,
      eventHash,
      projections: [...projections].sort(),
      errors: [...new Set(errors)].sort(),
      reason,
    }),
  ];
}

@CommandHandler(ProposePassing)
export class ProposePassingHandler implements ICommandHandler<ProposePassing> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly standing: StandingEvents,
  ) {}

  execute({ passing, body, context }: ProposePassing) {
    return this.runner.run({
      stream: PASSINGS,
      context,
      decide: async state => decidePropose(state, body, { passing, standing: await this.standing.all() }),
    });
  }
}
