import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Field } from '#libs/catalogue';
import {
  CommandRunner,
  type CommandContext,
  type DecisionContext,
  type Outcome,
  type Yields,
} from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { matterLookStream, matterOwner, type MatterLookEventData } from '../events';
import { requireOwnPurpose } from '../guards';

const NAME = 'look-at-matter';

export interface LookAtMatterBody {
  /** Why the caller looks: name of a purpose. */
  readonly purpose: string;
  /** Of which a value is shown. */
  readonly fields: readonly Field[];
}

/** A matter is shown to the actor, for the matter only: recorded before it is (P07, P09). */
export class LookAtMatter extends Command<Outcome> {
  constructor(
    readonly matter: Uuid,
    readonly body: LookAtMatterBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @throws DomainError `purpose-unknown`, `matter-purpose-only`, which belongs on record */
export function decideLook(
  _: unknown,
  { purpose, fields }: LookAtMatterBody,
  { catalogue }: Pick<DecisionContext, 'catalogue'>,
): Yields<MatterLookEventData, 'MatterLooked'> {
  const { id, basis } = requireOwnPurpose(catalogue, purpose, NAME);
  return [{ type: 'MatterLooked', data: { purpose: id, basis, fields: [...fields].sort() } }];
}

@CommandHandler(LookAtMatter)
export class LookAtMatterHandler implements ICommandHandler<LookAtMatter> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ matter, body, context }: LookAtMatter) {
    const stream = { name: matterLookStream(matter), owner: matterOwner(matter) };
    return this.runner.note(stream, context, given =>
      this.runner.noting(context, { command: NAME }, () => decideLook(undefined, body, given)),
    );
  }
}
