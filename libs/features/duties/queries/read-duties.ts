import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Catalogues, tellingDue } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Looks } from '#libs/features/access';
import { dutiesOf, subjectStreamOf } from '#libs/features/subjects';
import { Clock, DomainError, type Uuid } from '#libs/kernel';
import type { DutiesOfSubject } from '../answers';
import { mayTell } from '../guards';

/**
 * Who has to be told and who was, of one subject, straight from the log; a look. The person sees all of it but what an officer proposes;
 * a client what it may tell of (P10).
 */
export class ReadDuties extends Query<DutiesOfSubject> {
  constructor(
    readonly subject: Uuid,
    /** Why somebody looks (P09). */
    readonly purpose: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadDuties)
export class ReadDutiesHandler implements IQueryHandler<ReadDuties> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
    private readonly looks: Looks,
  ) {}

  async execute({ subject, purpose, context }: ReadDuties): Promise<DutiesOfSubject> {
    const { state } = await this.runner.load(subjectStreamOf(subject));
    if (state.kind === undefined) throw new DomainError('not-found');
    const by = context.actor;
    const own = by.role === 'customer';
    const catalogue = this.catalogues.current(this.clock.now());
    const duties = dutiesOf(state)
      .all()
      .filter(duty => mayTell(catalogue, by, duty))
      .map(duty => {
        const { instance, link, told, confirmed, waived, proposal, until, opened, kind } = duty;
        const ground = duty.status === 'disproportionate' ? 'disproportionate' : 'impossible';
        return {
          duty: duty.duty,
          kind,
          recipient: duty.recipient,
          name: this.catalogues.recipient(duty.recipient)?.name ?? duty.recipient,
          ...(instance !== undefined && { instance }),
          purpose: duty.purpose,
          ...(link !== undefined && { link }),
          fields: Object.keys(duty.versions),
          opened,
          due: tellingDue(this.catalogues.version(duty.catalogue)?.catalogue ?? {}, new Date(opened)),
          status: duty.status,
          ...(told && { told: { at: told.at, channel: told.channel } }),
          ...(confirmed !== undefined && { confirmed }),
          ...(waived && { waived: { ground, reason: waived.reason } as const }),
          ...(proposal && !own && { proposal: { ground: proposal.ground, reason: proposal.reason } }),
          ...(until !== undefined && { until }),
          holds: kind === 'erasure' && !duty.keyEnded,
        };
      });
    await this.looks.record(subject, 'duties', purpose, context);
    return { duties };
  }
}
