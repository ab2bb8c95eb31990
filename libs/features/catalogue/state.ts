import {
  CATALOGUE_STREAM,
  type CatalogueEvent,
  type CatalogueEventData,
  type Published,
} from '#libs/catalogue';
import type { StreamOf } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { DRAFTS_STREAM, type CatalogueDrafted, type DraftEvent, type DraftEventData } from './events';

/** A draft as it stands. That it was published is in the stream `catalogue`. */
export interface Draft extends CatalogueDrafted {
  /** Pseudonym of the officer whose text it is, and when it was kept. */
  readonly draftedBy: string;
  readonly drafted: string;
  readonly withdrawn: boolean;
}

/** The fold of `catalogue-drafts`, by the id of each draft, in their order. Never mutated. */
export interface DraftsState {
  readonly drafts: Readonly<Record<Uuid, Draft>>;
}

const noDrafts: DraftsState = { drafts: {} };

/** The state after one more event. Pure and total. */
export function evolveDrafts(state: DraftsState, event: DraftEvent): DraftsState {
  const set = (draft: Draft): DraftsState => ({ drafts: { ...state.drafts, [draft.draft]: draft } });
  switch (event.type) {
    case 'CatalogueDrafted':
      return set({ ...event.data, draftedBy: event.actor.id, drafted: event.time, withdrawn: false });
    case 'CatalogueDraftWithdrawn': {
      const before = state.drafts[event.data.draft];
      return before ? set({ ...before, withdrawn: true }) : state;
    }
    default:
      // A type that this program does not know stops the reader before it comes here (event store's registry).
      event satisfies never;
      return state;
  }
}

export const DRAFTS: StreamOf<DraftsState, DraftEventData> = {
  name: DRAFTS_STREAM,
  owner: DRAFTS_STREAM,
  fold: { initial: noDrafts, evolve: evolveDrafts },
};

/** The fold of `catalogue`: all versions, first published first. Never mutated. */
export type VersionsState = readonly Published[];

export const VERSIONS: StreamOf<VersionsState, CatalogueEventData> = {
  name: CATALOGUE_STREAM,
  owner: CATALOGUE_STREAM,
  fold: { initial: [], evolve: (state, { data, time }: CatalogueEvent) => [...state, { ...data, time }] },
};
