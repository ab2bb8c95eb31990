import { Vault } from '#libs/vault';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import { CommandRunner } from '#libs/commands';
import type { EventRecord, Position } from '#libs/event-store';
import { DomainError, type Json, type ProblemCode } from '#libs/kernel';
import { BeginErasure } from '#libs/features/erasure';
import { Correct, Restrict, UpholdObjection } from '#libs/features/subjects';
import type { PostgresVault } from '#libs/vault/postgres';
import { decideEndCarryingOut } from './decisions';
import { requestOf, type CarryingOutBegun, type RequestEventData } from './events';
import { requestStreamOf, type RequestState } from './state';

export interface Ended {
  readonly result: 'done' | 'failed';
  /** The problem that the subject's command ended with. */
  readonly code?: string;
  readonly position?: Position;
}

/**
 * A request carried out in the subject's own stream, in steps that may each be taken again: the subject's command, then
 * its end in the request's stream. Each step's command follows from the event that began it, so it does not matter who
 * takes it, or how often.
 */
@Injectable()
export class Executions {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    @Inject(CommandBus) private readonly bus: Pick<CommandBus, 'execute'>,
  ) {}

  /** @returns how it ended; throws where nobody knows yet, to be taken again */
  async carryOn(event: EventRecord): Promise<Ended> {
    const begun = event as EventRecord<'CarryingOutBegun', CarryingOutBegun>;
    const { execution } = begun.data;
    const stream = requestStreamOf(requestOf(begun.stream));
    const { state } = await this.runner.load(stream);
    const known = state.executions[execution];
    if (known?.status === 'done') return { result: 'done' };
    if (known?.status === 'failed') return { result: 'failed', ...(known.code && { code: known.code }) };

    const code = await this.act(begun, state);
    const { position } = await this.runner.run<RequestState, RequestEventData>({
      stream,
      context: this.context(begun, 'end'),
      decide: now => decideEndCarryingOut(now, begun.data, code),
    });
    return {
      result: code === undefined ? 'done' : 'failed',
      ...(code && { code }),
      ...(position !== undefined && { position }),
    };
  }

  /** @returns why the subject's command was refused; undefined when it was done, now or before */
  private async act(
    begun: EventRecord<'CarryingOutBegun', CarryingOutBegun>,
    state: RequestState,
  ): Promise<ProblemCode | undefined> {
    try {
      await this.subjectCommand(begun, state);
      return undefined;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'conflict-retry') throw error;
      return error.code;
    }
  }

  private async subjectCommand(
    begun: EventRecord<'CarryingOutBegun', CarryingOutBegun>,
    state: RequestState,
  ): Promise<void> {
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
        // Art. 17(1)(a), (c).
        const reason = state.kind === 'objection' ? 'objection' : 'no-longer-needed';
        const scope =
          purpose === undefined ? { of: 'subject' as const } : { of: 'purpose' as const, purpose };
        await this.bus.execute(new BeginErasure(subject, { scope, reason, request }, context));
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
