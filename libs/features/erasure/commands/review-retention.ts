import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import { midnight, type Uuid } from '#libs/kernel';
import { Erasures } from '../erasures';

/** Begins the erasure of what is kept no longer (Art. 5(1)(e)). Answers when something may be due again. */
export class ReviewRetention extends Command<Date | undefined> {
  constructor(
    readonly subject: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReviewRetention)
export class ReviewRetentionHandler implements ICommandHandler<ReviewRetention> {
  constructor(private readonly erasures: Erasures) {}

  async execute({ subject, context }: ReviewRetention): Promise<Date | undefined> {
    const again = await this.erasures.retire(subject, context);
    return again === undefined ? undefined : midnight(again);
  }
}
