import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt } from 'class-validator';
import { CommandRunner } from '#libs/commands';
import { subjectStreamOf } from '#libs/features/subjects';
import { Describe, IsId, Named } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';

@Named('Me')
export class MeAnswer {
  @Describe('What stands for `{subject}` in every path.')
  @IsId()
  readonly subject!: Uuid;

  @IsIn(['natural-person', 'legal-person'])
  readonly kind!: 'natural-person' | 'legal-person';

  @Describe('Version of the record, which `If-Match` takes.')
  @IsInt()
  readonly version!: number;
}

/** Tells who signed in which subject they are (P08). No value is in it: it is no look. */
export class ReadMe extends Query<MeAnswer> {
  constructor(readonly subject: Uuid | undefined) {
    super();
  }
}

@QueryHandler(ReadMe)
export class ReadMeHandler implements IQueryHandler<ReadMe> {
  constructor(private readonly runner: CommandRunner) {}

  /** @throws DomainError `not-found` where the sign-in is linked to nobody, `subject-erased` */
  async execute({ subject }: ReadMe): Promise<MeAnswer> {
    if (subject === undefined) throw new DomainError('not-found');
    const { state } = await this.runner.load(subjectStreamOf(subject));
    if (state.erasure !== 'none') throw new DomainError('subject-erased');
    if (state.kind === undefined) throw new DomainError('not-found');
    return { subject, kind: state.kind, version: state.version };
  }
}
