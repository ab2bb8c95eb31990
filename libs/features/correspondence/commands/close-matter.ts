import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Equals, IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Clock } from '#libs/deadlines';
import { EventStore, EventTypes, recordsOf } from '#libs/event-store';
import { malformed } from '#libs/features/subjects';
import { Describe, Example, EXAMPLE_ID, IsId, Named, Nested } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, requireOpen, type MatterOutcome, type MatterYields, forMatters } from '../guards';
import { matterStreamOf, type MatterState } from '../state';

class IntoBody {
  @IsIn(['request', 'mediation'])
  readonly kind!: 'request' | 'mediation';

  @IsId()
  readonly id!: Uuid;
}

@Example({ into: { kind: 'request', id: EXAMPLE_ID } })
@Named('CloseMatter')
export class CloseMatterBody {
  @Describe(
    'What the matter goes on as: a request or a mediation that was made from it (`matter`). Mail to the privacy mailbox is not ' +
      'answered by one that has no due date or was withdrawn: then `answered` is wanted too.',
  )
  @IsOptional()
  @Nested(() => IntoBody)
  readonly into?: IntoBody;

  @Describe(
    'Of mail to the privacy mailbox that goes on as nothing that is due: it was answered, or asks nothing.',
  )
  @IsOptional()
  @Equals(true)
  readonly answered?: true;
}

/** What a matter goes on as: it names the matter that it was made from. */
export interface GoesOnAs {
  readonly matter?: Uuid;
  /** Of a request that is due (Art. 12(3)). */
  readonly clock?: Clock;
  /** Who asked asks no more. */
  readonly withdrawn?: boolean;
}

/** Ends a matter: its content is unreadable from then on (P07). */
export class CloseMatter extends Command<MatterOutcome<'MatterEnded'>> {
  constructor(
    readonly matter: Uuid,
    readonly body: CloseMatterBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @param context goesOnAs: what the matter is said to go on as, where that is there */
export function decideClose(
  state: MatterState,
  { into, answered }: CloseMatterBody,
  { goesOnAs }: { readonly goesOnAs?: GoesOnAs | undefined },
): MatterYields<'MatterEnded'> {
  requireOpen(state);
  if (into && !goesOnAs) throw malformed({ pointer: '/into/id', rule: 'unknown' });
  // P07, P20: mail is not ended by naming what somebody else asked, with its own clock, as what it became.
  if (into && goesOnAs?.matter !== state.id)
    throw malformed({ pointer: '/into/id', rule: 'not-made-from-it' });
  // P20: what may be a request is not made unreadable before somebody has answered it, or it is due as another.
  const goesOn = goesOnAs?.clock !== undefined && !goesOnAs.withdrawn;
  if (state.opened?.clock && !goesOn && !answered) throw new DomainError('matter-unanswered');
  return [event('MatterEnded', { outcome: 'closed', ...(into && { into }), ...(answered && { answered }) })];
}

@CommandHandler(CloseMatter)
export class CloseMatterHandler implements ICommandHandler<CloseMatter> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly store: EventStore,
    private readonly types: EventTypes,
  ) {}

  async execute({ matter, body, context }: CloseMatter) {
    const goesOnAs = await this.goesOnAs(body);
    return this.runner.run({
      stream: matterStreamOf(matter),
      context,
      refusal: { command: 'close-matter' },
      actsFor: forMatters,
      decide: state => decideClose(state, body, { goesOnAs }),
    });
  }

  /** By what began it, and whether it was withdrawn. */
  private async goesOnAs({ into }: CloseMatterBody): Promise<GoesOnAs | undefined> {
    if (!into) return undefined;
    let found: GoesOnAs | undefined;
    for await (const record of recordsOf(this.store, this.types, `${into.kind}-${into.id}`)) {
      const data = record.data as GoesOnAs & { readonly outcome?: string };
      found = { ...(found ?? data), ...(data.outcome === 'withdrawn' && { withdrawn: true }) };
    }
    return found;
  }
}
