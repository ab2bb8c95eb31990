import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Fencing } from '../fencing';

/** Ends all keys of an owner for good, or those of some periods, on behalf of who caused it. Again is the same. */
export class EndKeys extends Command<void> {
  constructor(
    readonly owner: string,
    /** Id of what asks for it: one for each call. */
    readonly cause: Uuid,
    readonly by: Pick<CommandContext, 'actor' | 'trace'>,
    /** Only those of periods that begin so; the owner goes on. */
    readonly periods?: string,
  ) {
    super();
  }
}

@CommandHandler(EndKeys)
export class EndKeysHandler implements ICommandHandler<EndKeys> {
  constructor(private readonly fencing: Fencing) {}

  async execute({ owner, cause, by: { actor, trace }, periods }: EndKeys): Promise<void> {
    const by = { actor, ...(trace !== undefined && { trace }) };
    if (periods === undefined) await this.fencing.owner(cause, owner, by);
    else await this.fencing.periods(cause, owner, periods, by);
  }
}
