import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import {
  event,
  Requested,
  requireSettled,
  requireSubject,
  subjectStreamOf,
  type AskedFor,
  type SubjectOutcome,
  type SubjectState,
  type SubjectYields,
} from '#libs/features/subjects';
import { Catalogues } from '#libs/catalogue';
import { Example, IsId } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { approvalOf } from '../approval';
import { ErasureGround, groundOf, requireGround } from '../grounds';
import type { ErasureContext } from '../guards';
import { requireUnneeded } from '../needed';

/** The same ground as the erasure will state: what was approved is what is erased. */
@Example({ reason: 'unlawful', finding: 'kept-too-long' })
export class ApproveErasureBody extends ErasureGround {}

export class ApproveErasureAnswer {
  @IsOptional()
  @IsId()
  readonly approval?: Uuid;
}

/** Approves that all of a subject is erased, which another, an officer, then does (Art. 17; P19). */
export class ApproveErasure extends Command<SubjectOutcome<'ErasureApproved'>> {
  constructor(
    readonly subject: Uuid,
    readonly body: ApproveErasureBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @param context by: pseudonym of who approves; asked: what was asked by the request that is named */
export function decideApprove(
  state: SubjectState,
  body: ApproveErasureBody,
  {
    by,
    asked,
    ...context
  }: Pick<ErasureContext, 'now' | 'id' | 'rules'> & {
    readonly by: string;
    readonly asked?: AskedFor | undefined;
  },
): SubjectYields<'ErasureApproved'> {
  requireSubject(state);
  requireGround(body);
  requireSettled({ subject: state.id, request: body.request }, asked, 'erasure', 'objection');
  if (body.reason === 'no-longer-needed' || body.reason === 'retention-ended')
    requireUnneeded(state, { of: 'subject' }, context);
  if (approvalOf(state, body, context, approval => approval.by === by)) return [];
  return [event('ErasureApproved', { approval: context.id('approval'), ...groundOf(body) })];
}

@CommandHandler(ApproveErasure)
export class ApproveErasureHandler implements ICommandHandler<ApproveErasure> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly requested: Requested,
  ) {}

  async execute({ subject, body, context }: ApproveErasure) {
    const asked = await this.requested.by(body);
    return this.runner.run({
      stream: subjectStreamOf(subject),
      context,
      decide: (state, { now, id }) => {
        const rules = (purpose: string) => this.catalogues.purpose(purpose, now);
        return decideApprove(state, body, { now, id, rules, by: context.actor.id, asked });
      },
    });
  }
}
