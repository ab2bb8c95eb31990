import type { EventStore } from '#libs/event-store';
import { brusselsDay, systemClock, type Clock, type Day } from '#libs/kernel';
import { isOfficers, publish, readPublished, type Published } from './publication';
import { purposeName, purposeOf } from './lookup';
import type { Catalogue, Purpose, Recipient } from './types';

/**
 * A version that officers publish begins no sooner than so long after it is published: by then every process that decides
 * anything has read it (ADR 0052).
 */
export const TAKE_UP_MS = 10 * 60_000;

interface Moment {
  /** By the clock of this process, which nobody sets, and which stands still with the machine. */
  readonly ran: number;
  /** By the clock on the wall, in milliseconds. */
  readonly at: number;
  /** In Brussels. */
  readonly day: Day;
}

/** The versions of the log, in this process's memory. Every event names the version that it happened under (P21). */
export class Catalogues {
  /** When the log was last read. */
  private readAt: Moment;

  private constructor(
    private readonly store: EventStore,
    private published: readonly Published[],
    private readonly shipped: readonly Catalogue[] = [],
    private readonly clock: Clock = systemClock,
  ) {
    this.readAt = this.moment();
  }

  /**
   * Publishes what is new of the shipped catalogues, then knows every version of the log.
   * @throws CatalogueRefused when a version was published with other content: the service does not start
   */
  static async start(store: EventStore, shipped: readonly Catalogue[], clock: Clock): Promise<Catalogues> {
    return new Catalogues(store, await publish(store, shipped, clock), shipped, clock);
  }

  /** For a process that publishes nothing, such as a projector. */
  static async read(store: EventStore): Promise<Catalogues> {
    return new Catalogues(store, await readPublished(store));
  }

  /** Learns the versions that other processes have published since. Cheap: reads from the last known one on. */
  async refresh(): Promise<void> {
    const begun = this.moment();
    const known = this.published;
    const more = await readPublished(this.store, known.length);
    // Two refreshes at once read the same: the longer list is the later one.
    if (known.length + more.length > this.published.length) this.published = [...known, ...more];
    if (begun.ran > this.readAt.ran) this.readAt = begun;
  }

  /**
   * Before anything is decided: reads the log where that was not done in time, as in a process that stood still or on a machine
   * that slept, or not on this day. So whatever is decided from the first day of a version on is decided by it.
   * @throws StoreUnavailable
   */
  async upToDate(): Promise<void> {
    const [read, now] = [this.readAt, this.moment()];
    const apart = Math.max(now.ran - read.ran, Math.abs(now.at - read.at));
    if (apart > TAKE_UP_MS / 2 || now.day !== read.day) await this.refresh();
  }

  private moment(): Moment {
    const at = this.clock.now();
    return { ran: performance.now(), at: at.getTime(), day: brusselsDay(at) };
  }

  /** Shipped versions that are not in the log, as officers publish here: their text can begin a draft (ADR 0052). */
  get leftOut(): readonly string[] {
    if (!isOfficers(this.published)) return [];
    return this.shipped.flatMap(({ version }) => (this.version(version) ? [] : [version]));
  }

  /** Every version, first published first. */
  get versions(): readonly Published[] {
    return this.published;
  }

  version(version: string): Published | undefined {
    return this.published.find(each => each.version === version);
  }

  /**
   * The catalogue in force at an instant: the latest that has begun, by the day in Brussels.
   * @throws Error before the first day of the first version
   */
  current(at: Date): Catalogue {
    return this.currentVersion(at).catalogue;
  }

  /** {@link current} with its digest and time of publication. */
  currentVersion(at: Date): Published {
    const day = brusselsDay(at);
    const found = this.published.findLast(({ from }) => from <= day);
    if (!found) throw new Error(`no catalogue is in force on ${day}`);
    return found;
  }

  /**
   * A purpose by the id that it had when something happened for it, whatever is in force now; by its name the present
   * one, or the last there was: what was recorded for it is still held.
   */
  purpose(nameOrId: string, at: Date): Purpose | undefined {
    const exact = this.published.findLast(({ catalogue }) =>
      catalogue.purposes.some(({ id }) => id === nameOrId),
    );
    if (exact) return purposeOf(exact.catalogue, nameOrId);
    const name = purposeName(nameOrId);
    const before = this.published
      .filter(({ from }) => from <= brusselsDay(at))
      .map(({ catalogue }) => catalogue);
    return [this.current(at), ...before.reverse()]
      .flatMap(catalogue => purposeOf(catalogue, name) ?? [])
      .at(0);
  }

  /** A recipient as the latest version has it that names it: who once received data keeps the name (CJEU C-154/21). */
  recipient(id: string): Recipient | undefined {
    const known = this.published.findLast(({ catalogue }) =>
      catalogue.recipients.some(each => each.id === id),
    );
    return known?.catalogue.recipients.find(each => each.id === id);
  }
}
