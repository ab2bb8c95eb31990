import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues, type Purpose } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type Outcome, type Yields } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import type { BreachView } from '../codes';
import { breachLookStream, breachOwner, type BreachLookEventData } from '../events';
import { purposeOfRecorded } from '../guards';

/** Something of a breach is shown to the actor: recorded before it is (P09). The breach is its own purpose. */
export class LookAtBreach extends Command<Outcome> {
  constructor(
    readonly breach: Uuid,
    readonly view: BreachView,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideLook(
  view: BreachView,
  { id: purpose, basis }: Pick<Purpose, 'id' | 'basis'>,
): Yields<BreachLookEventData, 'BreachLooked'> {
  return [{ type: 'BreachLooked', data: { view, purpose, basis } }];
}

@CommandHandler(LookAtBreach)
export class LookAtBreachHandler implements ICommandHandler<LookAtBreach> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
  ) {}

  execute({ breach, view, context }: LookAtBreach) {
    const stream = { name: breachLookStream(breach), owner: breachOwner(breach) };
    return this.runner.note(stream, context, ({ now }) =>
      decideLook(view, purposeOfRecorded(this.catalogues, now)),
    );
  }
}
