import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString } from 'class-validator';
import type { Catalogue } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { requireNoObjection, subjectStreamOf } from '#libs/features/subjects';
import { IsId } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { OWNER_CHANNELS, type OwnerChannel } from '../events';
import {
  event,
  mediationPurpose,
  requireGoingOn,
  type MediationOutcome,
  type MediationYields,
} from '../guards';
import { mediationStreamOf, type MediationState } from '../state';

export class InformOwnerBody {
  @IsIn(OWNER_CHANNELS)
  readonly channel!: OwnerChannel;
}

export class InformOwnerAnswer {
  @IsOptional()
  @IsId()
  readonly owner?: Uuid;

  @IsOptional()
  @IsString()
  readonly text?: string;

  @IsOptional()
  @IsString()
  readonly familyName?: string;

  @IsOptional()
  @IsString()
  readonly givenName?: string;

  @IsOptional()
  @IsString()
  readonly message?: string;
}

/** The owner was told who seeks contact, and why. */
export class InformOwner extends Command<MediationOutcome<'OwnerInformed'>> {
  constructor(
    readonly mediation: Uuid,
    readonly body: InformOwnerBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Only after the third party knows that its name is passed on, and only while the owner has time to choose. */
export function decideInform(
  state: MediationState,
  body: InformOwnerBody,
  { catalogue }: Pick<DecisionContext, 'catalogue'>,
): MediationYields<'OwnerInformed'> {
  requireGoingOn(state);
  if (state.told === undefined) throw new DomainError('third-party-not-told');
  if (state.owner === undefined) throw new DomainError('owner-unknown');
  if (state.informed) return [];
  if (state.periodEnded) throw new DomainError('answer-period-over');
  const { id: purpose, basis } = mediationPurpose(catalogue);
  return [event('OwnerInformed', { owner: state.owner, purpose, basis, channel: body.channel })];
}

@CommandHandler(InformOwner)
export class InformOwnerHandler implements ICommandHandler<InformOwner> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ mediation, body, context }: InformOwner) {
    return this.runner.run({
      stream: mediationStreamOf(mediation),
      context,
      decide: async (state, given) => {
        await this.requireNoObjection(state, given.catalogue);
        return decideInform(state, body, given);
      },
    });
  }

  /** An owner who objected is not told of third parties; they get the neutral answer (Art. 21). */
  private async requireNoObjection({ owner }: MediationState, catalogue: Catalogue): Promise<void> {
    if (owner === undefined) return;
    const { state } = await this.runner.load(subjectStreamOf(owner));
    requireNoObjection(state, mediationPurpose(catalogue));
  }
}
