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
import { Describe, Example, IsId } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { approvalOf } from '../approval';
import { ErasureGround, groundOf, requireGround } from '../grounds';
import type { ErasureContext } from '../guards';
import { requireUnneeded } from '../needed';
import type { PartScope } from '../parts';
import { onRecord } from '../refusals';
import { IsPart, scopeOf } from '../scope';

/** The same as the erasure will state: what was approved is what is erased. */
@Example({ reason: 'unlawful', finding: 'kept-too-long' })
export class ApproveErasureBody extends ErasureGround {
  @Describe('The part that is to be erased; all of the subject, where left out.')
  @IsOptional()
  @IsPart()
  readonly scope?: PartScope;
}

export class ApproveErasureAnswer {
  @IsOptional()
  @IsId()
  readonly approval?: Uuid;
}

/** Approves an erasure that nobody may decide on alone, which another then does (Art. 17; P19). */
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
  const scope = scopeOf(body.scope ?? { of: 'subject' }, context.rules);
  if (!scope) throw new DomainError('purpose-unknown');
  if (body.reason === 'no-longer-needed' || body.reason === 'retention-ended')
    requireUnneeded(state, scope, context);
  if (approvalOf(state, { ...body, scope }, context, approval => approval.by === by)) return [];
  const part = scope.of === 'subject' ? {} : { scope };
  return [event('ErasureApproved', { approval: context.id('approval'), ...part, ...groundOf(body) })];
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
      refusal: { command: 'approve-erasure', subject },
      decide: (state, { now, id }) => {
        const rules = (purpose: string) => this.catalogues.purpose(purpose, now);
        const by = context.actor.id;
        return onRecord(body.scope ?? { of: 'subject' }, rules, () =>
          decideApprove(state, body, { now, id, rules, by, asked }),
        );
      },
    });
  }
}
