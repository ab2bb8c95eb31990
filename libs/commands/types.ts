import type { Catalogue } from '#libs/catalogue';
import type { Actor, EventRecord, Position, Revision } from '#libs/event-store';
import type { Json, Uuid } from '#libs/kernel';
import type { Envelope, Sealed } from '#libs/vault';
import type { Area, Editions } from '#libs/words';

/** Values that a decision wants sealed; takes the place of `Sealed` in decided data until the vault has sealed it. */
export class ToSeal {
  constructor(
    /** Purpose without version: the key's scope. */
    readonly purpose: string,
    readonly period: string,
    readonly values: Readonly<Record<string, Json>>,
    /** Generation of the scope's keys that the decision knows to be erased, see SealRequest. */
    readonly after?: number,
    /** Whose key seals them, where it is not the owner of the stream. */
    readonly owner?: string,
  ) {}
}

/**
 * The commitment of a value that an earlier event of the same decision seals: it is made when that is sealed. Stands among
 * `commitments` of decided data.
 */
export class CommitmentOf {
  constructor(
    readonly sealed: ToSeal,
    readonly name: string,
  ) {}
}

/** An envelope with some values of an earlier one, sealed anew because another part of that one is erased. */
export interface Resealed extends Sealed {
  /** Event whose envelope held them before. */
  readonly from: Uuid;
}

/** Takes the place of `Resealed` in decided data. */
export class ToReseal {
  constructor(
    readonly purpose: string,
    readonly period: string,
    readonly after: number,
    readonly from: Uuid,
    readonly envelope: Envelope,
    readonly names: readonly string[],
  ) {}
}

/**
 * Data as decided: the stored shape with `ToSeal` wherever it has `Sealed`, `ToReseal` where `Resealed`, and `CommitmentOf`
 * for what is not sealed yet.
 */
export type Unsealed<D> = D extends Resealed
  ? ToReseal
  : D extends Sealed
    ? ToSeal
    : D extends readonly (infer I)[]
      ? readonly Unsealed<I>[]
      : D extends object
        ? {
            readonly [K in keyof D]: K extends 'commitments'
              ? { readonly [N in keyof D[K]]: D[K][N] | CommitmentOf }
              : Unsealed<D[K]>;
          }
        : D;

/** One decided event of a feature whose event data are `M` (type → data). */
export type Decided<M> = {
  [T in keyof M & string]: { readonly type: T; readonly data: Unsealed<M[T]> };
}[keyof M & string];

/** What a decision answers that can yield events of these types; an empty list: nothing changes. */
export type Yields<M, T extends keyof M & string> = Decided<Pick<M, T>>[];

/** Constructs a decided event with the compiler's help. */
export function decided<M, T extends keyof M & string>(
  type: T,
  data: Unsealed<M[T]>,
): { type: T; data: Unsealed<M[T]> } {
  return { type, data };
}

/** A request, as it is compared with one that came before under the same command id. Neither part is kept. */
export interface RequestContent {
  /** All of it but what only passes through. A fingerprint of it is keyed by the keys that seal the values of the command's events. */
  readonly whole: Json;
  /** What can hold nothing personal, by the form of the request: of a command that seals nothing, only that is compared. */
  readonly clear: Json;
  /** What fingerprints of version 1 were made of; absent where they cannot be made again. */
  readonly before?: Json;
}

/** What every command brings besides its body. Time, ids and catalogue are arguments of decisions. */
export interface CommandContext {
  readonly commandId: Uuid;
  /** What the caller asked; absent where the command follows from an event and its id says it all, and for queries. */
  readonly request?: RequestContent | undefined;
  readonly actor: Actor;
  readonly trace?: string;
  readonly dryRun: boolean;
}

/** What a pure decision may know besides the state. */
export interface Given {
  /** Time of the events: now, or the stream's last time if that is later. */
  readonly now: Date;
  /** Ids that follow from the command: `id('link')`, `id('service', 1)`. The same for a retry. */
  readonly id: (role: string, index?: number) => Uuid;
}

/** What a decision is made in: time, ids, the catalogue that is in force then, and the words that are. */
export interface DecisionContext extends Given {
  readonly catalogue: Catalogue;
  /** Editions of the words of these areas, for what records with which words it was written. */
  readonly words: (...areas: readonly Area[]) => Editions;
}

/** A stream's folded state and what idempotency needs. Never mutated: it is cached by revision. */
export interface Loaded<S> {
  readonly state: S;
  /** -1: no stream. */
  readonly revision: Revision;
  readonly lastTime: string;
}

/** How a feature folds its streams. `types`: each event type with its current version; others stop the reader. */
export interface Fold<S, M> {
  readonly initial: S;
  readonly evolve: (
    state: S,
    event: { [T in keyof M & string]: EventRecord<T, M[T]> }[keyof M & string],
    revision: Revision,
  ) => S;
}

/** What a command came to. */
export interface Outcome {
  readonly outcome: 'done' | 'unchanged' | 'dry-run';
  /** True when this command had been carried out before. */
  readonly repeated: boolean;
  readonly revision: Revision;
  /** Position to wait for; absent when nothing was written. */
  readonly position?: Position;
  /** The events as stored (or, on a dry run, as they would be, unsealed parts left out). */
  readonly events: readonly EventRecord[];
}
