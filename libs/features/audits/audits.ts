import { Injectable } from '@nestjs/common';
import { CommandRunner, type CommandContext, type RunOutcome } from '#libs/commands';
import { Clock, type Uuid } from '#libs/kernel';
import { decideClose, decideOpen } from './decisions';
import { registerLookStream, type AuditBody, type AuditEventData, type RegisterView } from './events';
import { AUDITS, isOpen, type Audit, type AuditsState, type StreamEvents } from './state';

/** The times in which auditors are let in, and what they and officers saw of the register. */
@Injectable()
export class Audits {
  constructor(
    private readonly runner: CommandRunner,
    private readonly clock: Clock,
  ) {}

  open(
    body: { readonly by: AuditBody; readonly days: number },
    context: CommandContext,
  ): Promise<RunOutcome<AuditsState>> {
    return this.run(context, (state, given) => decideOpen(state, body, given));
  }

  close(audit: Uuid, context: CommandContext): Promise<RunOutcome<AuditsState>> {
    return this.run(context, state => decideClose(state, audit));
  }

  async all(): Promise<readonly (Audit & { readonly open: boolean })[]> {
    const { state } = await this.runner.load(AUDITS);
    return state.map(audit => ({ ...audit, open: isOpen(audit, this.clock.now()) }));
  }

  /** Whether auditors are let in now. */
  async areLetIn(): Promise<boolean> {
    return (await this.all()).some(({ open }) => open);
  }

  /** Records a look at the register before anything of it is shown (P09, Art. 5(2)). What is undefined is left out. */
  async look(
    view: RegisterView,
    about: Readonly<Record<string, string | number | bigint | undefined>>,
    context: CommandContext,
  ): Promise<void> {
    const { actor } = context;
    const said = Object.entries(about).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    );
    await this.runner.note<AuditEventData>(
      { name: registerLookStream(actor.id), owner: `actor:${actor.id}` },
      context,
      [{ type: 'RegisterConsulted', data: { view, about: Object.fromEntries(said) } }],
    );
  }

  private run(
    context: CommandContext,
    decide: (
      ...args: Parameters<Parameters<typeof this.runner.run<AuditsState, StreamEvents>>[0]['decide']>
    ) => ReturnType<typeof decideOpen>,
  ): Promise<RunOutcome<AuditsState>> {
    return this.runner.run<AuditsState, StreamEvents>({
      stream: AUDITS,
      context,
      decide,
    });
  }
}
