import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Catalogues, tellingDue } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { dutiesOf, subjectStreamOf } from '#libs/features/subjects';
import { DomainError, type Uuid } from '#libs/kernel';
import type { DutiesOfSubject } from '../answers';

/** Who has to be told and who was, of one subject, straight from the log. `own`: as the person sees it. */
export class ReadDuties extends Query<DutiesOfSubject> {
  constructor(
    readonly subject: Uuid,
    readonly own: boolean,
  ) {
    super();
  }
}

@QueryHandler(ReadDuties)
export class ReadDutiesHandler implements IQueryHandler<ReadDuties> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
  ) {}

  async execute({ subject, own }: ReadDuties): Promise<DutiesOfSubject> {
    const { state } = await this.runner.load(subjectStreamOf(subject));
    if (state.kind === undefined) throw new DomainError('not-found');
    const duties = dutiesOf(state)
      .all()
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
    return { duties };
  }
}
