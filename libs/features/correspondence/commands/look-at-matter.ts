import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import {
  CommandRunner,
  refusalStream,
  type CommandContext,
  type Decided,
  type DecisionContext,
  type Outcome,
  type ProcessingRefused,
} from '#libs/commands';
import { Clock, DomainError, type Refusal, type Uuid } from '#libs/kernel';
import { matterLookStream, matterOwner, type MatterLookEventData } from '../events';
import { requireOwnPurpose } from '../guards';

const NAME = 'look-at-matter';

/** A matter is shown to the actor, for the matter only: recorded before it is (P07, P09). */
export class LookAtMatter extends Command<Outcome> {
  constructor(
    readonly matter: Uuid,
    /** Why the caller looks: name of a purpose. */
    readonly purpose: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @throws DomainError `purpose-unknown`, `matter-purpose-only`, which belongs on record */
export function decideLook(
  _: unknown,
  purpose: string,
  { catalogue }: Pick<DecisionContext, 'catalogue'>,
): Decided<MatterLookEventData>[] {
  const { id, basis } = requireOwnPurpose(catalogue, purpose, NAME);
  return [{ type: 'MatterLooked', data: { purpose: id, basis } }];
}

@CommandHandler(LookAtMatter)
export class LookAtMatterHandler implements ICommandHandler<LookAtMatter> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ matter, purpose, context }: LookAtMatter) {
    const catalogue = this.catalogues.current(this.clock.now());
    const stream = { name: matterLookStream(matter), owner: matterOwner(matter) };
    return this.runner.note(stream, context, await this.decided(purpose, { catalogue }, context));
  }

  private async decided(
    purpose: string,
    given: Pick<DecisionContext, 'catalogue'>,
    context: CommandContext,
  ): Promise<Decided<MatterLookEventData>[]> {
    try {
      return decideLook(undefined, purpose, given);
    } catch (error) {
      if (error instanceof DomainError && error.refusal) await this.refused(error.refusal, context);
      throw error;
    }
  }

  private async refused(refusal: Refusal, context: CommandContext): Promise<void> {
    await this.runner.note<{ ProcessingRefused: ProcessingRefused }>(
      { name: refusalStream(undefined), owner: 'unlinked' },
      context,
      [{ type: 'ProcessingRefused', data: { ...refusal, command: NAME } }],
      'refusal',
    );
  }
}
