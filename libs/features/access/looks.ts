import { Injectable } from '@nestjs/common';
import { Catalogues, purposeOf, type Purpose } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, Clock, type Uuid } from '#libs/kernel';
import { requireNoObjection, subjectStreamOf } from '#libs/features/subjects';
import { accessStream, searchStream, type AccessEventData, type RecordLooked } from './events';

/**
 * Every look at a record is an event before anything is shown (P09, Art. 5(2)): a look that cannot be recorded is not
 * allowed. Who looked is the event's actor, why is the stated purpose.
 */
@Injectable()
export class Looks {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `purpose-unknown`, `purpose-required` for a purpose that allows no looking, `purpose-objected` */
  async record(
    subject: Uuid,
    view: RecordLooked['view'],
    purpose: string,
    context: CommandContext,
  ): Promise<void> {
    const stated = this.purpose(purpose);
    const { id, basis } = stated;
    if (basis === 'A6-1-f')
      requireNoObjection((await this.runner.load(subjectStreamOf(subject))).state, stated);
    await this.runner.note<AccessEventData>(
      { name: accessStream(subject), owner: `subject:${subject}` },
      context,
      [{ type: 'RecordLooked', data: { purpose: id, basis, view } }],
    );
  }

  /** A search is a look at everybody whom it found; it is recorded when it found nobody, too. */
  async search(by: string, found: readonly Uuid[], purpose: string, context: CommandContext): Promise<void> {
    const { id, basis } = this.purpose(purpose);
    const { actor } = context;
    await this.runner.note<AccessEventData>(
      { name: searchStream(actor.id), owner: `actor:${actor.id}` },
      context,
      [{ type: 'SubjectsSearched', data: { purpose: id, basis, by, found } }],
    );
  }

  private purpose(name: string): Purpose {
    const purpose = purposeOf(this.catalogues.current(this.clock.now()), name);
    if (!purpose) throw new DomainError('purpose-unknown');
    if (!purpose.look) throw new DomainError('purpose-required');
    return purpose;
  }
}
