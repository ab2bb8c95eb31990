import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Catalogues, type Field } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import { Clock, DomainError, type Uuid } from '#libs/kernel';
import { LookAtActor, type LookAtActorBody } from './commands/look-at-actor';
import { RecordLook } from './commands/record-look';
import { RecordSearch } from './commands/record-search';
import type { RecordLooked } from './events';
import { requireLookingPurpose } from './guards';
import type { Lens } from './lens';

/**
 * Every look at a record is an event before anything is shown (P09, Art. 5(2)): a look that cannot be recorded is not
 * allowed. What is shown is read first, so that no answer holds the look that it is. Who looked is the event's actor, why
 * is the stated purpose.
 */
@Injectable()
export class Looks {
  constructor(
    private readonly commands: CommandBus,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /**
   * What somebody is shown who looks for a purpose.
   * @throws DomainError `purpose-unknown`, `purpose-required`, `look-not-allowed`, `client-not-allowed`
   */
  lens(purpose: string, { actor }: Pick<CommandContext, 'actor'>): Lens {
    return requireLookingPurpose(this.catalogues.current(this.clock.now()), purpose, actor).lens;
  }

  /**
   * For a document of all that is held: a purpose that needs each field.
   * @throws DomainError those of {@link lens}; `look-not-allowed`, `client-not-allowed`
   */
  requireWhole(purpose: string, context: Pick<CommandContext, 'actor'>): void {
    if (!this.lens(purpose, context).whole) throw new DomainError('look-not-allowed', { purpose });
  }

  /**
   * @param fields that are shown, where values are
   * @throws DomainError those of {@link lens}; `purpose-objected`; `purpose-closed` of a purpose that is not open for the subject
   */
  async record(
    subject: Uuid,
    view: RecordLooked['view'],
    purpose: string,
    context: CommandContext,
    fields?: readonly Field[],
  ): Promise<void> {
    await this.commands.execute(
      new RecordLook(subject, { view, purpose, ...(fields && { fields }) }, context),
    );
  }

  /** @throws DomainError those of {@link lens} */
  async actor(looked: LookAtActorBody, context: CommandContext): Promise<void> {
    await this.commands.execute(new LookAtActor(looked, context));
  }

  /** @throws DomainError those of {@link lens} */
  async search(by: string, found: readonly Uuid[], purpose: string, context: CommandContext): Promise<void> {
    await this.commands.execute(new RecordSearch({ by, found, purpose }, context));
  }
}
