import type { EventStore } from '../port';
import type { Opener } from './writer';

/** One log, with what the suite needs to come to it from several sides. */
export interface StoreUnderTest {
  /** Opens the log anew, as another process would. */
  open(): Promise<EventStore>;
  /** How a child process opens it. */
  readonly opener: Opener;
  /** Takes the log down. */
  dispose(): Promise<void>;
}

/** The log as two processes have it open. */
export interface Sides {
  log: StoreUnderTest;
  store: EventStore;
  other: EventStore;
}

/** Where engines differ, and nothing above the port depends on it. */
export interface Abilities {
  /** Event ids that are on another stream are refused; else they are only seen within a stream. See the port. */
  readonly seesIdsOfOtherStreams: boolean;
}
