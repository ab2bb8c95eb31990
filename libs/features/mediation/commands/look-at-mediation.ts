import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  CommandRunner,
  type CommandContext,
  type DecisionContext,
  type Outcome,
  type Yields,
} from '#libs/commands';
import type { Actor } from '#libs/event-store';
import { requireLookingPurpose } from '#libs/features/access';
import type { Uuid } from '#libs/kernel';
import { mediationLookStream, mediationOwner, type MediationLookEventData } from '../events';

export interface LookAtMediationBody {
  /** The owner of the domain name, where somebody here is. */
  readonly owner?: Uuid | undefined;
  /** Why the caller looks: name of a purpose. */
  readonly purpose: string;
  /** Names of what is shown of what the third party gave. */
  readonly fields: readonly string[];
}

/** A mediation is shown to the actor: recorded before it is (P09). */
export class LookAtMediation extends Command<Outcome> {
  constructor(
    readonly mediation: Uuid,
    readonly body: LookAtMediationBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @throws DomainError `purpose-unknown`, `purpose-required` for a purpose that allows no looking */
export function decideLook(
  _: unknown,
  { owner, purpose, fields }: LookAtMediationBody,
  { catalogue, by }: Pick<DecisionContext, 'catalogue'> & { readonly by: Actor },
): Yields<MediationLookEventData, 'MediationLooked'> {
  const { id, basis } = requireLookingPurpose(catalogue, purpose, by).purpose;
  const whose = owner !== undefined && { owner };
  return [{ type: 'MediationLooked', data: { ...whose, purpose: id, basis, fields: [...fields].sort() } }];
}

@CommandHandler(LookAtMediation)
export class LookAtMediationHandler implements ICommandHandler<LookAtMediation> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ mediation, body, context }: LookAtMediation) {
    const stream = { name: mediationLookStream(mediation), owner: mediationOwner(mediation) };
    return this.runner.note(stream, context, ({ catalogue }) =>
      decideLook(undefined, body, { catalogue, by: context.actor }),
    );
  }
}
