import type { Type } from '@nestjs/common';
import type { ICommand } from '@nestjs/cqrs';
import type { Pool } from 'pg';
import type { MigrationInterface } from 'typeorm';
import type { EventRecord, EventShapes } from '#libs/event-store';
import type { PassingDecisions, Projection } from '#libs/projections';
import type { Progress } from '#libs/projections/postgres';
import type { EntryFunctions, EntryTable, HoldFunctions, HoldTable } from '#libs/register';
import type { DueTimer, Sweep, TimerTable } from '#libs/timers';
import type { PostgresVault } from '#libs/vault/postgres';

/** A command that the bus carries out; loaded when it is asked for, so that a descriptor loads no Nest. */
export type LaterCommand = Promise<ICommand>;

/** Follows events with commands, each of which may be repeated (process manager). Its name is its checkpoint's. */
export interface Reactor {
  /** Event types that it follows. */
  readonly on: readonly string[];
  react(record: EventRecord): LaterCommand;
}

/** What read models and reactors may need besides the events. */
export interface ReadModelParts {
  readonly entries: EntryTable;
  readonly holds: HoldTable;
  readonly timers: TimerTable;
  readonly endings: EndingTable;
  readonly vault: PostgresVault;
  readonly workers: Pool;
  readonly progress: Progress;
}

/** Owner of keys that an event ends: all that is sealed for it becomes unreadable for good. */
export type EndingFunctions<M> = {
  readonly [T in keyof M]?: (data: M[T], record: EventRecord<string, M[T]>) => string;
};
export type EndingTable = ReadonlyMap<string, (data: never, record: EventRecord<string, never>) => string>;

export interface FeatureTimers {
  /** What events, of whichever feature, do to its timers. */
  readonly set: object;
  /** By a timer's name: the command that is due. It may answer the time to which the timer moves. */
  readonly due: Readonly<Record<string, (timer: DueTimer) => LaterCommand>>;
}

/**
 * What the log, the register and the operator's tools need to know of a feature, in one value: loading it loads no
 * framework. `M`: its events, type to data. The composition iterates over the list of them (`libs/features`).
 */
export interface FeatureOf<M> {
  /** Name of its folder. */
  readonly name: string;
  /**
   * What the names of its streams begin with, or are where they end in no hyphen, each with the kind of owner whose keys seal its events: `subject` for
   * `subject:<uuid>`, where the stream's name ends in that id; several where keys of another life seal there too; null where
   * nothing is sealed.
   */
  readonly streams: Readonly<Record<string, string | readonly string[] | null>>;
  /** Each event type with the upcasters of its older versions. */
  readonly events: EventShapes<keyof M & string>;
  /** What the register says of each. */
  readonly entries: EntryFunctions<M>;
  /** What the person concerned may not know yet (P16). */
  readonly withheld?: HoldFunctions<M>;
  /** Events after which the keys of an owner are fenced. */
  readonly ends?: EndingFunctions<M>;
  /** One feature's: the stream in which officers decide which events projections pass over, and what its events come to. */
  readonly passing?: {
    readonly stream: string;
    readonly decisionsOf: (records: readonly EventRecord[]) => PassingDecisions;
  };
  readonly timers?: FeatureTimers;
  /** By checkpoint name. */
  readonly readModels?: Readonly<Record<string, (parts: ReadModelParts) => Projection>>;
  /** By checkpoint name. */
  readonly reactors?: Readonly<Record<string, (parts: Pick<ReadModelParts, 'endings'>) => Reactor>>;
  /** Providers of its module that look around for something to do. */
  readonly sweeps?: readonly (() => Promise<Type<Sweep>>)[];
  readonly migrations?: readonly (new () => MigrationInterface)[];
  /** Its Nest module: controllers, handlers, providers. */
  readonly module?: () => Promise<Type>;
}

/** A feature among others. */
export type Feature = Omit<FeatureOf<Record<never, never>>, 'events' | 'entries' | 'withheld' | 'ends'> & {
  readonly events: EventShapes;
  readonly entries:
    Readonly<Record<string, (data: never, record: EventRecord<string, never>) => never>> | object;
  readonly withheld?: object;
  readonly ends?: object;
};

/** Declares a feature, with the compiler watching that each of its events is decided about. */
export function feature<M>(declared: FeatureOf<M>): Feature {
  return declared;
}
