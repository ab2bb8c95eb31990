import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import type { Actor } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import { searchStream } from '../events';
import { event, requireLookingPurpose, type AccessOutcome, type AccessYields } from '../guards';

export interface RecordSearchBody {
  /** Kind of look-up, such as `email`; what was searched for is nowhere. */
  readonly by: string;
  readonly found: readonly Uuid[];
  /** Why the caller looks: name of a purpose. */
  readonly purpose: string;
}

/** A search is a look at everybody whom it found; it is recorded when it found nobody, too (P09). */
export class RecordSearch extends Command<AccessOutcome> {
  constructor(
    readonly body: RecordSearchBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @throws DomainError `purpose-unknown`, `purpose-required` for a purpose that allows no looking */
export function decideSearch(
  _: unknown,
  { by, found, purpose }: RecordSearchBody,
  { catalogue, actor }: Pick<DecisionContext, 'catalogue'> & { readonly actor: Actor },
): AccessYields<'SubjectsSearched'> {
  const { id, basis } = requireLookingPurpose(catalogue, purpose, actor).purpose;
  return [event('SubjectsSearched', { purpose: id, basis, by, found })];
}

@CommandHandler(RecordSearch)
export class RecordSearchHandler implements ICommandHandler<RecordSearch> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ body, context }: RecordSearch) {
    const { actor } = context;
    const { id } = actor;
    const stream = { name: searchStream(id), owner: `actor:${id}` };
    return this.runner.note(stream, context, ({ catalogue }) =>
      decideSearch(undefined, body, { catalogue, actor }),
    );
  }
}
