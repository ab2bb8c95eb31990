import type { DatabaseUrls } from '#libs/database';
import type { Log } from '#libs/logging';

/** What the process has ready before the application starts. */
export interface Infrastructure {
  /** Migrated. */
  readonly database: DatabaseUrls;
  /** `iss` of the tokens that are accepted: the configured issuer, or the local one. */
  readonly issuer: string;
  readonly log: Log;
  /** Ends the process in order, as a signal would, but with exit code 1: for what nobody can recover from. */
  fatal(what: string, error: unknown): void;
}

/** The application, answering. */
export interface RunningApi {
  /** Its address, with the port that it got. */
  readonly url: string;
  /** Whether the page for officers and customers was built, and is served. */
  readonly pages: boolean;
  /** Where the log is. */
  readonly log: string;
  /** Address of `/metrics`, where it has a port of its own. */
  readonly metricsUrl?: string;
  /** Readiness off; everything else goes on. */
  drain(): void;
  /** Stops accepting, finishes what was accepted, stops projections and timers, closes its database connections. */
  close(): Promise<void>;
}
