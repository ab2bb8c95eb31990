import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import { midnight, type Uuid } from '#libs/kernel';
import { Erasures } from '../erasures';

/** Begins the erasure of what a law demanded to be kept of an erased subject, and does no longer. Answers when again. */
export class EndKept extends Command<Date | undefined> {
  constructor(
    readonly subject: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(EndKept)
export class EndKeptHandler implements ICommandHandler<EndKept> {
  constructor(private readonly erasures: Erasures) {}

  async execute({ subject, context }: EndKept): Promise<Date | undefined> {
    const again = await this.erasures.endKept(subject, context);
    return again === undefined ? undefined : midnight(again);
  }
}
