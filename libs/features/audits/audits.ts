import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Clock } from '#libs/kernel';
import { RecordConsultation, type RecordConsultationBody } from './commands/record-consultation';
import type { RegisterView } from './events';
import { AUDITS, isOpen, type Audit } from './state';

/** The times in which auditors are let in, and what they and officers saw of the register. */
@Injectable()
export class Audits {
  constructor(
    private readonly runner: CommandRunner,
    private readonly clock: Clock,
    private readonly commands: CommandBus,
  ) {}

  async all(): Promise<readonly (Audit & { readonly open: boolean })[]> {
    const { state } = await this.runner.load(AUDITS);
    return state.map(audit => ({ ...audit, open: isOpen(audit, this.clock.now()) }));
  }

  /** Whether auditors are let in now. */
  async areLetIn(): Promise<boolean> {
    return (await this.all()).some(({ open }) => open);
  }

  /** Records a look at the register, see {@link RecordConsultation}. */
  async look(
    view: RegisterView,
    about: RecordConsultationBody['about'],
    context: CommandContext,
  ): Promise<void> {
    await this.commands.execute(new RecordConsultation({ view, about }, context));
  }
}
