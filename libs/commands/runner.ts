import {
  encodeRecord,
  EventIdConflict,
  WrongExpectedRevision,
  type EventRecord,
  type EventStore,
  type ExpectedRevision,
  type Revision,
  type StoredEvent,
} from '#libs/event-store';
import { DomainError, type Clock } from '#libs/kernel';
import { KeyFenced, type Vault } from '#libs/vault';
import { fingerprintOf, isSameRequest } from './fingerprint';
import { refusalStream, type ProcessingRefused } from './refusals';
import { sealData } from './seal';
import { Streams, type LoadedStream, type StreamOf } from './streams';
import type { CommandContext, Decided, Given, Outcome } from './types';

/** Tries against concurrent writers of the same stream before the caller is asked to try again. */
const MAX_CONFLICTS = 20;
/** Tries against fences: one that a fresh state does not explain is final. */
const MAX_FENCES = 2;

export interface Command<S, M> {
  readonly stream: StreamOf<S, M>;
  /** The stream's name follows from the command's id: only this command begins it, so it is not read before the append. */
  readonly begins?: boolean;
  readonly context: CommandContext;
  /** Event types of the feature with their current versions. */
  readonly versions: Readonly<Record<keyof M & string, number>>;
  /** The decision. It may be asked again, with a later state, until its events are appended. */
  readonly decide: (
    state: S,
    given: Given,
    loaded: LoadedStream<S>,
  ) => readonly Decided<M>[] | Promise<readonly Decided<M>[]>;
  /** Runs when the events are sealed and before they are appended: claims of unique values. */
  readonly beforeAppend?: (records: readonly EventRecord[]) => Promise<void>;
  /** Where a refusal that belongs in the register goes, and under which command name. */
  readonly refusal?: { readonly subject?: string; readonly command: string };
}

export type RunOutcome<S> = Outcome & { readonly state: S };

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
    private readonly read: (stored: StoredEvent) => EventRecord,
    private readonly catalogueVersion: () => string,
  ) {
    this.streams = new Streams(store, read);
  }

  async run<S, M>(command: Command<S, M>): Promise<RunOutcome<S>> {
    const { stream, context } = command;
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
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        if (!loaded.fresh) {
          fresh = true;
          continue;
        }
        if (error.refusal && command.refusal && !context.dryRun) {
          await this.recordRefusal(context, command.refusal, {
            ...error.refusal,
            command: command.refusal.command,
          });
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
   */
  async note<M>(
    stream: { readonly name: string; readonly owner: string },
    context: CommandContext,
    versions: Readonly<Record<keyof M & string, number>>,
    decided: readonly Decided<M>[],
    role = 'event',
  ): Promise<Outcome> {
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
      const [last] = await this.store.readStream(stream.name, { direction: 'backwards', limit: 1 });
      const given = this.given(context, last ? this.read(last).time : '');
      const records = await this.seal({ stream, context, versions }, decided, given, role);
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
        if (error instanceof EventIdConflict) return this.told(stream.name, context);
        if (!(error instanceof WrongExpectedRevision)) throw error;
      }
    }
    throw new DomainError('conflict-retry');
  }

  private async recordRefusal(
    context: CommandContext,
    about: { subject?: string },
    data: ProcessingRefused,
  ): Promise<void> {
    const name = refusalStream(about.subject);
    const owner = about.subject ? `subject:${about.subject}` : 'unlinked';
    await this.note<{ ProcessingRefused: ProcessingRefused }>(
      { name, owner },
      // What was refused holds nothing of the request, so nothing that it could be found by.
      { ...context, request: undefined },
      { ProcessingRefused: 1 },
      [{ type: 'ProcessingRefused', data }],
      'refusal',
    );
  }

  /**
   * What the log holds of a command that was carried out before; undefined when it was not.
   * @throws DomainError `idempotency-key-reused` when it was another request
   */
  async before(stream: string, context: CommandContext): Promise<Outcome | undefined> {
    const stored = await this.store.findCommand(stream, context.commandId);
    const last = stored.at(-1);
    if (!last) return undefined;
    if (!(await isSameRequest(this.vault, stored, context.request)))
      throw new DomainError('idempotency-key-reused');
    return {
      outcome: 'done',
      repeated: true,
      revision: last.revision,
      position: last.position,
      events: stored.map(this.read),
    };
  }

  private async told(stream: string, context: CommandContext): Promise<Outcome> {
    const before = await this.before(stream, context);
    // Its ids are in another stream.
    if (!before) throw new DomainError('idempotency-key-reused');
    return before;
  }

  private async repeated<S, M>(
    { stream, context }: Command<S, M>,
    { state }: LoadedStream<S>,
  ): Promise<RunOutcome<S>> {
    return { ...(await this.told(stream.name, context)), state };
  }

  private given(context: CommandContext, lastTime: string): Given {
    const now = this.clock.now();
    return {
      now: lastTime > now.toISOString() ? new Date(lastTime) : now,
      id: (role, index = 0) => this.vault.idFrom(context.commandId, role, index),
    };
  }

  private async seal<S, M>(
    command: Pick<Command<S, M>, 'context' | 'versions'> & { stream: { name: string; owner: string } },
    decided: readonly Decided<M>[],
    given: Given,
    role = 'event',
  ): Promise<EventRecord[]> {
    const sealed = await Promise.all(
      decided.map(async ({ type, data }, index) => {
        const id = given.id(role, index);
        return { type, id, data: await sealData(this.vault, id, command.stream.owner, data) };
      }),
    );
    const kept = await fingerprintOf(
      this.vault,
      sealed.map(({ data }) => data),
      command.context.request,
    );
    return sealed.map(({ type, id, data }) => this.record(command, type, id, given, data, kept));
  }

  private sketch<S, M>(command: Command<S, M>, decided: readonly Decided<M>[], given: Given): EventRecord[] {
    return decided.map((event, index) =>
      this.record(command, event.type, given.id('event', index), given, {}),
    );
  }

  private record<S, M>(
    command: Pick<Command<S, M>, 'context' | 'versions'> & { stream: { name: string } },
    type: keyof M & string,
    id: string,
    given: Given,
    data: unknown,
    fingerprint?: string,
  ): EventRecord {
    const { context } = command;
    return {
      id,
      type,
      v: command.versions[type],
      stream: command.stream.name,
      time: given.now.toISOString(),
      command: context.commandId,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      actor: context.actor,
      catalogue: this.catalogueVersion(),
      ...(context.trace === undefined ? {} : { trace: context.trace }),
      data,
    };
  }
}
