import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { RecordLook } from './commands/record-look';
import { RecordSearch } from './commands/record-search';
import type { RecordLooked } from './events';

/**
 * Every look at a record is an event before anything is shown (P09, Art. 5(2)): a look that cannot be recorded is not
 * allowed. What is shown is read first, so that no answer holds the look that it is. Who looked is the event's actor, why
 * is the stated purpose.
 */
@Injectable()
export class Looks {
  constructor(private readonly commands: CommandBus) {}

  /** @throws DomainError `purpose-unknown`, `purpose-required` for a purpose that allows no looking, `purpose-objected` */
  async record(
    subject: Uuid,
    view: RecordLooked['view'],
    purpose: string,
    context: CommandContext,
  ): Promise<void> {
    await this.commands.execute(new RecordLook(subject, { view, purpose }, context));
  }

  /** @throws DomainError `purpose-unknown`, `purpose-required` for a purpose that allows no looking */
  async search(by: string, found: readonly Uuid[], purpose: string, context: CommandContext): Promise<void> {
    await this.commands.execute(new RecordSearch({ by, found, purpose }, context));
  }
}
