import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { EventTooLarge, type EventRecord, type Position } from '#libs/event-store';
import { BeginErasure } from '#libs/features/erasure';
import { Correct, Restrict, UpholdObjection } from '#libs/features/subjects';
import { DomainError, type Json, type ProblemCode } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { erasureOf } from '../erasure-of';
import { requestOf, type CarryingOutBegun } from '../events';
import { requestStreamOf, type RequestState } from '../state';
import { EndExecution } from './end-execution';

export interface Ended {
  readonly result: 'done' | 'failed';
  /** The problem that the subject's command ended with. */
  readonly code?: string;
  readonly position?: Position;
}

type Begun = EventRecord<'CarryingOutBegun', CarryingOutBegun>;

/** Resumes what a request asks for in the subject's own stream, from the event that began it. */
export class ResumeExecution extends Command<Ended> {
  constructor(readonly begun: EventRecord) {
    super();
  }
}

/**
 * In steps that may each be taken again: the subject's command, then its end in the request's stream. Each step's
 * command follows from the event that began it, so it does not matter who takes it, or how often. What ends in nobody
 * knowing yet is thrown, to be taken again.
 */
@CommandHandler(ResumeExecution)
export class ResumeExecutionHandler implements ICommandHandler<ResumeExecution> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    @Inject(CommandBus) private readonly bus: Pick<CommandBus, 'execute'>,
  ) {}

  async execute(command: ResumeExecution): Promise<Ended> {
    const begun = command.begun as Begun;
    const request = requestOf(begun.stream);
    const { state } = await this.runner.load(requestStreamOf(request));
    const known = state.executions[begun.data.execution];
    if (known?.status === 'done') return { result: 'done' };
    if (known?.status === 'failed') return { result: 'failed', ...(known.code && { code: known.code }) };

    const code = await this.act(begun, state);
    const { execution, subject, act } = begun.data;
    const { position } = await this.bus.execute(
      new EndExecution(request, { execution, subject, act, code }, this.context(begun, 'end')),
    );
    return {
      result: code === undefined ? 'done' : 'failed',
      ...(code && { code }),
      ...(position !== undefined && { position }),
    };
  }

  /** @returns why the subject's command was refused; undefined when it was done, now or before */
  private async act(begun: Begun, state: RequestState): Promise<ProblemCode | undefined> {
    try {
      await this.subjectCommand(begun, state);
      return undefined;
    } catch (error) {
      // No later try makes an append smaller: the execution failed, and nothing waits for it.
      if (error instanceof EventTooLarge) return 'event-too-large';
      if (!(error instanceof DomainError) || error.code === 'conflict-retry') throw error;
      return error.code;
    }
  }

  private async subjectCommand(begun: Begun, state: RequestState): Promise<void> {
    const { act, subject, version, purposes, sealed, ground, purpose } = begun.data;
    const request = state.id;
    const context = this.context(begun, act);
    switch (act) {
      case 'correct': {
        const opened = sealed && (await this.vault.open(begun.id, sealed));
        if (opened?.state !== 'open' || state.channel === 'telephone')
          throw new DomainError('subject-erased');
        const body = {
          values: opened.values.values as Readonly<Record<string, Json>>,
          channel: state.channel,
          request,
          ...(purposes && { purposes: [...purposes] }),
        };
        await this.bus.execute(new Correct(subject, body, context, version));
        return;
      }
      case 'restrict': {
        const body = { ground: ground!, request };
        await this.bus.execute(new Restrict(subject, body, context));
        return;
      }
      case 'object': {
        const body = { purpose: purpose!, request };
        await this.bus.execute(new UpholdObjection(subject, body, context));
        return;
      }
      case 'erase': {
        await this.bus.execute(
          new BeginErasure(subject, erasureOf(state.kind, request, begun.data), context),
        );
        return;
      }
      case 'disclose':
        return;
    }
  }

  /** The step's command: on behalf of who began it, under an id that follows from that event. */
  private context(begun: EventRecord, step: string): CommandContext {
    return {
      commandId: this.vault.idFrom(begun.id, `request-${step}`),
      actor: begun.actor,
      dryRun: false,
      ...(begun.trace !== undefined && { trace: begun.trace }),
    };
  }
}
