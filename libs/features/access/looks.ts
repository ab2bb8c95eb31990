import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Catalogues, type Field } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import { Clock, DomainError, type Uuid } from '#libs/kernel';
import { LookAtActor, type LookAtActorBody } from './commands/look-at-actor';
import { RecordLook } from './commands/record-look';
import { RecordSearch } from './commands/record-search';
import { RefuseLook } from './commands/refuse-look';
import type { RecordLooked } from './events';
import { requireLookingPurpose, requireWhole } from './guards';
import type { Lens } from './lens';

/**
 * Every look at a record is an event before anything is shown (P09, Art. 5(2)): a look that cannot be recorded is not
 * allowed. What is shown is read first, so that no answer holds the look that it is. Who looked is the event's actor, why
 * is the stated purpose. A look that is refused is on record too.
 */
@Injectable()
export class Looks {
  constructor(
    private readonly commands: CommandBus,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /**
   * What somebody is shown who looks at a subject for a purpose.
   * @param subject undefined where nobody is known yet who is looked at
   * @throws DomainError `purpose-unknown`, `purpose-required`, `look-not-allowed`, `client-not-allowed`
   */
  async lens(subject: Uuid | undefined, purpose: string, context: CommandContext): Promise<Lens> {
    return this.onRecord(subject, context, async () => (await this.stated(purpose, context)).lens);
  }

  /**
   * For a document of all that is held: a purpose that needs each field.
   * @throws DomainError those of {@link lens}; `look-not-allowed`, `client-not-allowed`
   */
  async requireWhole(subject: Uuid | undefined, purpose: string, context: CommandContext): Promise<void> {
    await this.onRecord(subject, context, async () => requireWhole(await this.stated(purpose, context)));
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
    const look = new RecordLook(subject, { view, purpose, ...(fields && { fields }) }, context);
    await this.onRecord(subject, context, () => this.commands.execute(look));
  }

  /** @throws DomainError those of {@link lens} */
  async actor(looked: LookAtActorBody, context: CommandContext): Promise<void> {
    await this.onRecord(undefined, context, () => this.commands.execute(new LookAtActor(looked, context)));
  }

  /** @throws DomainError those of {@link lens} */
  async search(by: string, found: readonly Uuid[], purpose: string, context: CommandContext): Promise<void> {
    const search = new RecordSearch({ by, found, purpose }, context);
    await this.onRecord(undefined, context, () => this.commands.execute(search));
  }

  /** Carries out what is a look, and puts it on record where it is refused for its purpose, role or client. */
  async onRecord<T>(subject: Uuid | undefined, context: CommandContext, look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } catch (error) {
      if (error instanceof DomainError && error.refusal)
        await this.commands.execute(new RefuseLook(subject, error.refusal, context));
      throw error;
    }
  }

  private async stated(
    purpose: string,
    { actor }: Pick<CommandContext, 'actor'>,
  ): Promise<ReturnType<typeof requireLookingPurpose>> {
    await this.catalogues.upToDate();
    return requireLookingPurpose(this.catalogues.current(this.clock.now()), purpose, actor);
  }
}
