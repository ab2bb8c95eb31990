import type { MigrationInterface } from 'typeorm';
import { eventsOf, EventTypes, type EventStore, type StoredEvent } from '#libs/event-store';
import {
  NOTHING_DECIDED,
  type PassingDecisions,
  type Projection,
  type ReadDecisions,
} from '#libs/projections';
import { EntryTable, HoldTable, type EntryFunction } from '#libs/register';
import { TimersProjection, TimerTable, type TimerHandler } from '#libs/timers';
import type { EndingTable, Feature, LaterCommand, ReadModelParts } from './feature';
import { ReactorProjection } from './reactor';

/** Carries out a command and tells what came of it. */
export type Execute = (command: Awaited<LaterCommand>) => Promise<unknown>;

type ReadModels = Readonly<Record<string, (parts: ReadModelParts) => Projection>>;

/** What a list of features comes to. Nest's token of the list too. */
export class Composition {
  constructor(readonly features: readonly Feature[]) {}

  /** Every event type: what no feature declares stops its reader visibly. */
  eventTypes(): EventTypes {
    return new EventTypes(...this.features.map(({ events }) => events));
  }

  /** What each event type leaves in the register. */
  entries(): EntryTable {
    return new EntryTable(
      ...this.features.map(({ entries }) => entries as Readonly<Record<string, EntryFunction>>),
    );
  }

  /** What the person concerned may not know yet. */
  holds(): HoldTable {
    return new HoldTable(...this.features.map(({ withheld = {} }) => withheld));
  }

  /** What events do to timers. */
  timers(): TimerTable {
    return new TimerTable(...this.features.map(({ timers }) => timers?.set ?? {}));
  }

  /** Events that end the keys of an owner. */
  endings(): EndingTable {
    return new Map(this.features.flatMap(({ ends = {} }) => Object.entries(ends))) as EndingTable;
  }

  /** The stream in which officers decide which events projections pass over. */
  get passingStream(): string | undefined {
    return this.features.find(({ passing }) => passing)?.passing?.stream;
  }

  /** What officers decided, by all events of that stream. */
  decisionsOf(events: readonly StoredEvent[]): PassingDecisions {
    const types = this.eventTypes();
    const passing = this.features.find(each => each.passing)?.passing;
    return passing?.decisionsOf(events.map(stored => types.read(stored))) ?? NOTHING_DECIDED;
  }

  /** Reads from the log what officers have decided by now. */
  decisionsIn(log: Pick<EventStore, 'readStream'>): ReadDecisions {
    const stream = this.passingStream;
    return async () => {
      const events: StoredEvent[] = [];
      if (stream !== undefined) for await (const stored of eventsOf(log, stream)) events.push(stored);
      return this.decisionsOf(events);
    };
  }

  migrations(): (new () => MigrationInterface)[] {
    return this.features.flatMap(({ migrations = [] }) => migrations);
  }

  /** Streams whose events are sealed under the keys of an owner, such as `subject:<uuid>`; none where keys are used elsewhere. */
  streamsOf(owner: string): string[] {
    const [kind, id] = owner.split(':') as [string, string];
    return this.features
      .flatMap(({ streams }) => Object.entries(streams))
      .filter(([, of]) => [of].flat().includes(kind))
      .map(([prefix]) => `${prefix}${id}`);
  }

  /** Whether a stream is of a kind that this service writes. What somebody else keeps under the log's prefix is not. */
  isOwnStream(stream: string): boolean {
    return this.features.some(({ streams }) =>
      Object.keys(streams).some(name => (name.endsWith('-') ? stream.startsWith(name) : stream === name)),
    );
  }

  /** The read models by their checkpoint's name. */
  readModels(): ReadModels {
    const timers: ReadModels = { timers: parts => new TimersProjection(parts.timers) };
    const all = [timers, ...this.features.map(({ readModels = {} }) => readModels)];
    return Object.fromEntries(all.flatMap(each => Object.entries(each)));
  }

  /** A read model that needs nothing but the events. */
  readModel(name: string): Projection {
    const [entries, holds, timers] = [this.entries(), this.holds(), this.timers()];
    return named(name, this.readModels()[name]!({ entries, holds, timers } as ReadModelParts));
  }

  /** All that follows the log: read models, and reactors with their commands. */
  followers(parts: Omit<ReadModelParts, 'entries' | 'holds' | 'timers' | 'endings'>, execute: Execute) {
    const whole: ReadModelParts = {
      ...parts,
      entries: this.entries(),
      holds: this.holds(),
      timers: this.timers(),
      endings: this.endings(),
    };
    const reactors = this.features.flatMap(({ reactors: own = {} }) => Object.entries(own));
    return [
      ...Object.entries(this.readModels()).map(([name, make]): Projection => named(name, make(whole))),
      ...reactors.map(([name, make]): Projection => new ReactorProjection(name, make(whole), execute)),
    ];
  }

  /** Names of the checkpoints of all that follows the log. */
  checkpoints(): string[] {
    const reactors = this.features.flatMap(({ reactors: own = {} }) => Object.keys(own));
    return [...Object.keys(this.readModels()), ...reactors];
  }

  /** What is done when a timer is due, by its name. A command that answers a time moves its timer there. */
  timerHandlers(execute: Execute): Readonly<Record<string, TimerHandler>> {
    const due = this.features.flatMap(({ timers }) => Object.entries(timers?.due ?? {}));
    return Object.fromEntries(
      due.map(([name, commandOf]): [string, TimerHandler] => [
        name,
        async timer => {
          const answer = await execute(await commandOf(timer));
          return answer instanceof Date ? answer : undefined;
        },
      ]),
    );
  }
}

function named(name: string, projection: Projection): Projection {
  if (projection.name !== name) throw new RangeError(`${projection.name} is declared as ${name}`);
  return projection;
}
