import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { event, type AuditOutcome, type AuditYields } from '../guards';
import { AUDITS, type AuditsState } from '../state';

@Example({})
export class CloseAuditBody {}

/** Shuts auditors out before the time. */
export class CloseAudit extends Command<AuditOutcome<'AuditClosed'>> {
  constructor(
    readonly audit: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Again changes nothing. */
export function decideClose(
  state: AuditsState,
  { audit }: { readonly audit: Uuid },
): AuditYields<'AuditClosed'> {
  const found = state.find(each => each.audit === audit);
  if (!found) throw new DomainError('not-found');
  return found.closed === undefined ? [event('AuditClosed', { audit })] : [];
}

@CommandHandler(CloseAudit)
export class CloseAuditHandler implements ICommandHandler<CloseAudit> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ audit, context }: CloseAudit) {
    return this.runner.run({ stream: AUDITS, context, decide: state => decideClose(state, { audit }) });
  }
}
