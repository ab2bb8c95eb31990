import type { Catalogue, Catalogues } from '#libs/catalogue';
import {
  encodeRecord,
  EventIdConflict,
  WrongExpectedRevision,
  type EventRecord,
  type EventStore,
  type EventTypes,
  type ExpectedRevision,
  type Revision,
} from '#libs/event-store';
import { DomainError, type Clock, type Refusal, type Uuid } from '#libs/kernel';
import { KeyFenced, type Vault } from '#libs/vault';
import { newestEditions } from '#libs/words';
import { clientFirst, requireClient, type ActsFor } from './acts-for';
import { fingerprintOf, isSameRequest } from './fingerprint';
import { refusalStream, refusedAbout, type ProcessingRefused } from './refusals';
import { clearData, sealData } from './seal';
import { Streams, type LoadedStream, type StreamOf } from './streams';
import type { CommandContext, Decided, DecisionContext, Outcome } from './types';

/** Tries against concurrent writers of the same stream before the caller is asked to try again. */
const MAX_CONFLICTS = 20;
/** What the ids of a command's events are derived for. */
const EVENT = 'event';
/** Tries against fences: one that a fresh state does not explain is final. */
const MAX_FENCES = 2;

export interface Command<S, M, D extends Decided<M> = Decided<M>> {
  readonly stream: StreamOf<S, M>;
  /** The stream's name follows from the command's id: only this command begins it, so it is not read before the append. */
  readonly begins?: boolean;
  readonly context: CommandContext;
  /** The decision. It may be asked again, with a later state, until its events are appended. */
  readonly decide: (
    state: S,
    context: DecisionContext,
    loaded: LoadedStream<S>,
  ) => readonly D[] | Promise<readonly D[]>;
  /**
   * What a service that sends it has to be let act for by the catalogue: asked once it is decided, and before any refusal
   * tells of the state.
   */
  readonly actsFor?: (state: S, catalogue: Catalogue) => ActsFor;
  /** Runs when the events are sealed and before they are appended: claims of unique values. */
  readonly beforeAppend?: (records: readonly EventRecord[]) => Promise<void>;
  /** Where a refusal that belongs in the register goes, and under which command name. `subject`: as the state has it, where it is in there. */
  readonly refusal?: {
    readonly subject?: string | ((state: S) => string | undefined);
    readonly command: string;
  };
}

/** Id of the first event that a command writes: what the command left in a stream is found by it. */
export function firstEventOf(ids: Pick<Vault, 'idFrom'>, commandId: Uuid): Uuid {
  return ids.idFrom(commandId, EVENT);
}

/** What a command came to, with the state after it. `M`: the events that it can write, type to data. */
export type RunOutcome<S, M = unknown> = Outcome & {
  readonly state: S;
  /** For the compiler alone: never there. */
  readonly writes?: M;
};

/**
 * Data of the first event of a type that a command wrote, now or when it was carried out before. Undefined where there
 * is none: nothing changed, or it was a dry run, whose events are sketches.
 */
export function written<M, T extends keyof M & string>(
  outcome: RunOutcome<unknown, M>,
  type: T,
): M[T] | undefined {
  return allWritten(outcome, type)[0];
}

/** Data of all events of a type that a command wrote, see {@link written}. */
export function allWritten<M, T extends keyof M & string>(
  { outcome, events }: RunOutcome<unknown, M>,
  type: T,
): M[T][] {
  if (outcome === 'dry-run') return [];
  return events.flatMap(event => (event.type === type ? [event.data as M[T]] : []));
}

/**
 * The one way from a decision to the log: load, look for the command, decide, seal, append, remember.
 * - A command that was carried out is answered from the log; with another request under its id it is refused, while the
 *   keys live that can tell.
 * - A refusal or "nothing changes" is only said from a state that was read fresh.
 * - A conflict re-decides; nothing is decided twice on the same state.
 */
export class CommandRunner {
  private readonly streams: Streams;

  constructor(
    private readonly store: EventStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly types: EventTypes,
    private readonly catalogues: Pick<Catalogues, 'current' | 'upToDate'>,
  ) {
    this.streams = new Streams(store, types);
  }

  async run<S, M, D extends Decided<M> = Decided<M>>(
    command: Command<S, M, D>,
  ): Promise<RunOutcome<S, Pick<M, D['type']>>> {
    const { stream, context } = command;
    await this.catalogues.upToDate();
    let fresh = false;
    let fences = 0;
    for (let conflicts = 0; conflicts < MAX_CONFLICTS;) {
      const loaded =
        command.begins && !fresh && !context.dryRun
          ? this.streams.beginning(stream)
          : await this.streams.load(stream, fresh);
      if (loaded.commands.has(context.commandId)) return this.repeated(command, loaded);

      let decided: readonly Decided<M>[];
      const given = this.given(context, loaded.lastTime);
      try {
        decided = await command.decide(loaded.state, given, loaded);
        const { catalogue } = given;
        if (command.actsFor)
          requireClient(catalogue, context.actor, command.actsFor(loaded.state, catalogue));
      } catch (thrown) {
        if (!(thrown instanceof DomainError)) throw thrown;
        if (!loaded.fresh) {
          fresh = true;
          continue;
        }
        const { actsFor } = command;
        const { catalogue } = given;
        const error = actsFor
          ? clientFirst(thrown, catalogue, context.actor, () => actsFor(loaded.state, catalogue))
          : thrown;
        if (error.refusal && command.refusal && !context.dryRun) {
          const { subject, command: name } = command.refusal;
          const whose = typeof subject === 'function' ? subject(loaded.state) : subject;
          await this.refused(error.refusal, context, { command: name, subject: whose });
        }
        throw error;
      }
      if (decided.length === 0) {
        if (loaded.fresh)
          return {
            outcome: 'unchanged',
            repeated: false,
            revision: loaded.revision,
            events: [],
            state: loaded.state,
          };
        fresh = true;
        continue;
      }
      if (context.dryRun) {
        return {
          outcome: 'dry-run',
          repeated: false,
          revision: loaded.revision,
          events: this.sketch(command, decided, given),
          state: loaded.state,
        };
      }
      try {
        const records = await this.seal(command, decided, given);
        await command.beforeAppend?.(records);
        const expected: ExpectedRevision = loaded.revision < 0 ? 'no-stream' : loaded.revision;
        const appended = await this.store.append(stream.name, expected, records.map(encodeRecord));
        if (appended.repeated) return await this.repeated(command, await this.streams.load(stream, true));
        const next = this.streams.advance(stream, loaded, records);
        return {
          outcome: 'done',
          repeated: false,
          revision: appended.revision,
          position: appended.position,
          events: records,
          state: next.state,
        };
      } catch (error) {
        // The same request under another key, since one followed; or another request.
        if (error instanceof EventIdConflict)
          return this.repeated(command, await this.streams.load(stream, true));
        // What a claim was refused for may be this very command's doing, of which a cached state does not know.
        if (error instanceof DomainError && !loaded.fresh) {
          fresh = true;
          continue;
        }
        // A fence that the state did not know of: an erasure was begun since, and the state now tells which.
        const behindFence = error instanceof KeyFenced && fences++ < MAX_FENCES;
        if (!(error instanceof WrongExpectedRevision) && !behindFence) throw error;
        fresh = true;
        conflicts += 1;
      }
    }
    throw new DomainError('conflict-retry');
  }

  /** The folded state as the store has it now, for who needs to know before a command. */
  async load<S, M>(stream: StreamOf<S, M>, fresh = true): Promise<LoadedStream<S>> {
    return this.streams.load(stream, fresh);
  }

  /** The state as it was at a revision: what a repeated command answers from. */
  async stateAt<S, M>(stream: StreamOf<S, M>, revision: Revision): Promise<S> {
    return this.streams.stateAt(stream, revision);
  }

  /**
   * Adds to a stream that is written but never decided upon (looks, sign-ins, refusals): no fold, the same idempotency.
   * @param decide asked once the catalogue is up to date, and again after a conflict
   */
  async note<M>(
    stream: { readonly name: string; readonly owner: string },
    context: CommandContext,
    decide: (given: DecisionContext) => readonly Decided<M>[] | Promise<readonly Decided<M>[]>,
    role = EVENT,
  ): Promise<Outcome> {
    await this.catalogues.upToDate();
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
      const [last] = await this.store.readStream(stream.name, { direction: 'backwards', limit: 1 });
      const given = this.given(context, last ? this.types.read(last).time : '');
      const records = await this.seal({ stream, context }, await decide(given), given, role);
      try {
        const appended = await this.store.append(
          stream.name,
          last ? last.revision : 'no-stream',
          records.map(encodeRecord),
        );
        return {
          outcome: 'done',
          repeated: appended.repeated,
          revision: appended.revision,
          position: appended.position,
          events: records,
        };
      } catch (error) {
        if (error instanceof EventIdConflict) return this.told(stream.name, context, role);
        if (!(error instanceof WrongExpectedRevision)) throw error;
      }
    }
    throw new DomainError('conflict-retry');
  }

  /** Decides what is {@link note}d; what it refuses is put on record, where that belongs there. */
  async noting<T>(
    context: CommandContext,
    about: { readonly subject?: string | undefined; readonly command: string },
    decide: () => T,
  ): Promise<T> {
    try {
      return decide();
    } catch (error) {
      if (error instanceof DomainError && error.refusal && !context.dryRun)
        await this.refused(error.refusal, context, about);
      throw error;
    }
  }

  /** Puts a refusal on record: once for a command. @param about whom, where that is known, and which command */
  async refused(
    refusal: Refusal,
    context: CommandContext,
    { subject, command }: { readonly subject?: string | undefined; readonly command: string },
  ): Promise<void> {
    const about = refusedAbout(subject, refusal, this.catalogues.current(this.clock.now()));
    const name = refusalStream(about);
    const owner = about ? `subject:${about}` : 'unlinked';
    await this.note<{ ProcessingRefused: ProcessingRefused }>(
      { name, owner },
      // What was refused holds nothing of the request, so nothing that it could be found by.
      { ...context, request: undefined },
      () => [{ type: 'ProcessingRefused', data: { ...refusal, command } }],
      'refusal',
    );
  }

  /**
   * What the log holds of a command that was carried out before; undefined when it was not.
   * @throws DomainError `idempotency-key-reused` when it was another request
   */
  async before(stream: string, context: CommandContext, role = EVENT): Promise<Outcome | undefined> {
    const stored = await this.store.findAppend(stream, this.vault.idFrom(context.commandId, role));
    const last = stored.at(-1);
    if (!last) return undefined;
    if (!(await isSameRequest(this.vault, stored, context.request)))
      throw new DomainError('idempotency-key-reused');
    return {
      outcome: 'done',
      repeated: true,
      revision: last.revision,
      position: last.position,
      events: stored.map(each => this.types.read(each)),
    };
  }

  private async told(stream: string, context: CommandContext, role?: string): Promise<Outcome> {
    const before = await this.before(stream, context, role);
    // Its ids are in another stream.
    if (!before) throw new DomainError('idempotency-key-reused');
    return before;
  }

  private async repeated<S, M, D extends Decided<M>>(
    { stream, context }: Command<S, M, D>,
    { state }: LoadedStream<S>,
  ): Promise<RunOutcome<S, Pick<M, D['type']>>> {
    return { ...(await this.told(stream.name, context)), state };
  }

  private given(context: CommandContext, lastTime: string): DecisionContext {
    const at = this.clock.now();
    const now = lastTime > at.toISOString() ? new Date(lastTime) : at;
    return {
      now,
      catalogue: this.catalogues.current(now),
      words: newestEditions,
      id: (role, index = 0) => this.vault.idFrom(context.commandId, role, index),
    };
  }

  private async seal<S, M>(
    command: Pick<Command<S, M>, 'context'> & { stream: { name: string; owner: string } },
    decided: readonly Decided<M>[],
    given: DecisionContext,
    role = EVENT,
  ): Promise<EventRecord[]> {
    const drafts = decided.map(({ type, data }, index) => ({ type, id: given.id(role, index), data }));
    const sealed = await sealData(this.vault, command.stream.owner, drafts);
    const kept = await fingerprintOf(this.vault, sealed, command.context.request);
    return drafts.map(({ type, id }, index) => this.record(command, type, id, given, sealed[index], kept));
  }

  private sketch<S, M>(
    command: Command<S, M>,
    decided: readonly Decided<M>[],
    given: DecisionContext,
  ): EventRecord[] {
    return decided.map((event, index) =>
      this.record(command, event.type, given.id(EVENT, index), given, clearData(event.data)),
    );
  }

  private record<S, M>(
    command: Pick<Command<S, M>, 'context'> & { stream: { name: string } },
    type: keyof M & string,
    id: string,
    given: DecisionContext,
    data: unknown,
    fingerprint?: string,
  ): EventRecord {
    const { context } = command;
    // In the order of its canonical JSON, which is then made without a copy.
    return {
      actor: context.actor,
      catalogue: given.catalogue.version,
      command: context.commandId,
      data,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      id,
      stream: command.stream.name,
      time: given.now.toISOString(),
      ...(context.trace === undefined ? {} : { trace: context.trace }),
      type,
      v: this.types.currentVersion(type),
    };
  }
}
