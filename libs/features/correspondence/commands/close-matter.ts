import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Equals, IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { EventStore } from '#libs/event-store';
import { malformed } from '#libs/features/subjects';
import { Describe, Example, EXAMPLE_ID, IsId, Named, Nested } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, requireOpen, type MatterOutcome, type MatterYields } from '../guards';
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
  @Describe('What the matter goes on as.')
  @IsOptional()
  @Nested(() => IntoBody)
  readonly into?: IntoBody;

  @Describe('Of mail to the privacy mailbox that goes on as nothing: it was answered, or asks nothing.')
  @IsOptional()
  @Equals(true)
  readonly answered?: true;
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

/** @param context intoKnown: whether what the matter goes on as is there */
export function decideClose(
  state: MatterState,
  { into, answered }: CloseMatterBody,
  { intoKnown }: { readonly intoKnown: boolean },
): MatterYields<'MatterEnded'> {
  requireOpen(state);
  if (into && !intoKnown) throw malformed({ pointer: '/into/id', rule: 'unknown' });
  // P20: what may be a request is not made unreadable before somebody has answered it.
  if (state.opened?.clock && !into && !answered) throw new DomainError('matter-unanswered');
  return [event('MatterEnded', { outcome: 'closed', ...(into && { into }), ...(answered && { answered }) })];
}

@CommandHandler(CloseMatter)
export class CloseMatterHandler implements ICommandHandler<CloseMatter> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly store: EventStore,
  ) {}

  async execute({ matter, body, context }: CloseMatter) {
    const { into } = body;
    const intoKnown = into !== undefined && (await this.isThere(`${into.kind}-${into.id}`));
    return this.runner.run({
      stream: matterStreamOf(matter),
      context,
      decide: state => decideClose(state, body, { intoKnown }),
    });
  }

  private async isThere(stream: string): Promise<boolean> {
    return (await this.store.readStream(stream, { limit: 1 })).length > 0;
  }
}
