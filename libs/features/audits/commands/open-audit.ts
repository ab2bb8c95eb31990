import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { Example, IsId } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { AUDIT_BODIES, type AuditBody } from '../events';
import { event, type AuditOutcome, type AuditYields } from '../guards';
import { AUDITS, type AuditsState } from '../state';

const DAY_MS = 86_400_000;
/** The longest that one audit lets auditors in. */
const AUDIT_DAYS = 92;

@Example({ by: 'external', days: 14 })
export class OpenAuditBody {
  @IsIn(AUDIT_BODIES)
  readonly by!: AuditBody;

  @IsInt()
  @Min(1)
  @Max(AUDIT_DAYS)
  readonly days!: number;
}

export class OpenAuditAnswer {
  @IsId()
  readonly audit!: Uuid;
}

/** Lets auditors in for so many days, from now on. */
export class OpenAudit extends Command<AuditOutcome<'AuditOpened'>> {
  constructor(
    readonly audit: Uuid,
    readonly body: OpenAuditBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @param context audit: its id */
export function decideOpen(
  _: AuditsState,
  { by, days }: OpenAuditBody,
  { now, audit }: Pick<DecisionContext, 'now'> & { readonly audit: Uuid },
): AuditYields<'AuditOpened'> {
  const until = new Date(now.getTime() + days * DAY_MS).toISOString();
  return [event('AuditOpened', { audit, by, until })];
}

@CommandHandler(OpenAudit)
export class OpenAuditHandler implements ICommandHandler<OpenAudit> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ audit, body, context }: OpenAudit) {
    return this.runner.run({
      stream: AUDITS,
      context,
      decide: (state, given) => decideOpen(state, body, { ...given, audit }),
    });
  }
}
