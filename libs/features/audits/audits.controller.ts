import { Controller, Inject } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { command, Endpoint, query, type Call, type Result } from '#libs/http';
import { Vault } from '#libs/vault';
import { AuditList } from './answers';
import { CloseAudit, CloseAuditBody } from './commands/close-audit';
import { OpenAudit, OpenAuditAnswer, OpenAuditBody } from './commands/open-audit';
import { ListAudits } from './queries/list-audits';

const tag = 'audits';
const roles = ['privacy-officer'] as const;

const open = command('/v1/audits', {
  tag,
  summary: 'Let auditors in for some days',
  description:
    'Who has the role `auditor` is let in while an audit is open, to the register, its proofs and exports. Each look makes an entry.',
  roles,
  body: OpenAuditBody,
  answer: OpenAuditAnswer,
  creates: true,
});
const close = command('/v1/audits/:audit/close', {
  tag,
  summary: 'Shut auditors out before the time',
  description: 'From then on auditors are refused, whatever their tokens say.',
  roles,
  body: CloseAuditBody,
});
const list = query('/v1/audits', {
  tag,
  summary: 'List the audits',
  description: 'Those that stand and those that are over: by whom, for which body, until when.',
  roles,
  response: AuditList,
});

/** The times in which auditors are let in. */
@Controller()
export class AuditsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: Pick<Vault, 'idFrom'>,
  ) {}

  @Endpoint(open)
  async open({ body, context }: Call<typeof open>): Promise<Result<typeof open>> {
    const audit = this.vault.idFrom(context.commandId, 'audit');
    const outcome = await this.commands.execute(new OpenAudit(audit, body, context));
    return { outcome, answer: { audit }, location: `/v1/audits/${audit}` };
  }

  @Endpoint(close)
  async close({ params, context }: Call<typeof close>): Promise<Result<typeof close>> {
    return { outcome: await this.commands.execute(new CloseAudit(params.audit, context)) };
  }

  @Endpoint(list)
  async list(_call: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListAudits());
  }
}
