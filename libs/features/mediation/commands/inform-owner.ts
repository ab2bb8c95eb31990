import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { reachedWith, requireNoObjection, subjectStreamOf, type SubjectState } from '#libs/features/subjects';
import { Example, IsId } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { OWNER_CHANNELS, type OwnerChannel } from '../codes';
import {
  event,
  mediationPurpose,
  requireGoingOn,
  type MediationOutcome,
  type MediationYields,
} from '../guards';
import { MEDIATION_AREAS } from '../texts';
import { mediationStreamOf, type MediationState } from '../state';

@Example({ channel: 'email' })
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

/** Of what the third party gave what its owner is told. */
const PASSED_ON = ['familyName', 'givenName', 'message'];

/**
 * Only after the third party knows that its name is passed on, and only while the owner has time to choose.
 * @param context owner: as their stream has them now, with what they are reached by
 */
export function decideInform(
  state: MediationState,
  body: InformOwnerBody,
  {
    catalogue,
    words,
    owner,
  }: Pick<DecisionContext, 'catalogue' | 'words'> & { readonly owner?: SubjectState | undefined },
): MediationYields<'OwnerInformed'> {
  requireGoingOn(state);
  if (state.told === undefined) throw new DomainError('third-party-not-told');
  if (state.owner === undefined) throw new DomainError('owner-unknown');
  if (state.informed) return [];
  if (state.periodEnded) throw new DomainError('answer-period-over');
  const { id: purpose, basis } = mediationPurpose(catalogue);
  const given = state.thirdParty?.sealed.commitments ?? {};
  return [
    event('OwnerInformed', {
      owner: state.owner,
      purpose,
      basis,
      channel: body.channel,
      fields: owner ? reachedWith(owner, body.channel, catalogue) : {},
      passedOn: PASSED_ON.filter(name => name in given),
      words: words(...MEDIATION_AREAS),
    }),
  ];
}

@CommandHandler(InformOwner)
export class InformOwnerHandler implements ICommandHandler<InformOwner> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ mediation, body, context }: InformOwner) {
    return this.runner.run({
      stream: mediationStreamOf(mediation),
      context,
      decide: async (state, given) => {
        const owner = await this.owner(state);
        // An owner who objected is not told of third parties; they get the neutral answer (Art. 21).
        if (owner) requireNoObjection(owner, mediationPurpose(given.catalogue));
        return decideInform(state, body, { ...given, owner });
      },
    });
  }

  private async owner({ owner }: MediationState): Promise<SubjectState | undefined> {
    return owner === undefined ? undefined : (await this.runner.load(subjectStreamOf(owner))).state;
  }
}
