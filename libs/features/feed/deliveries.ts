import type { Pool } from 'pg';
import { ruleOf, type Catalogues } from '#libs/catalogue';
import { comparePositions, encodeToken, type EventStore } from '#libs/event-store';
import type { Clock } from '#libs/kernel';
import type { Vault } from '#libs/vault';
import {
  dueFailures,
  forgetFailure,
  noteAsked,
  noteDelivery,
  noteFailure,
  noteGone,
  type Failure,
  type Webhook,
} from './deliveries.sql';
import { fedUpTo, messagesAfter, type FeedRow, type Place } from './feed.sql';
import { toldTo } from './messages';
import type { Answered, Posting } from './posting';
import { signedHeaders } from './signature';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
/** How long it waits after each try that failed; after the last it is given up, about three days after the first. */
const WAITS = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  24 * HOUR,
  24 * HOUR,
];
/** So many messages in a row do not arrive: the receiver is down, and is told of the next after a pause alone. */
const DOWN_AFTER = 3;
const PAGE = 50;
/** Status by which a receiver says that it is there no more (RFC 9110 section 15.5.11). */
const GONE = 410;

export interface DeliveryParts {
  readonly db: Pool;
  readonly store: Pick<EventStore, 'logId'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly catalogues: Catalogues;
  readonly clock: Clock;
  readonly posting: Posting;
}

/**
 * Tells one receiver what is new: at least once, in the order of the log but for what is sent again. What did not arrive is
 * kept and tried again, and holds nothing else up unless the receiver is down.
 */
export class Delivery {
  private place: Place;
  private streak: number;
  private secret = '';
  private gone = false;

  constructor(
    private readonly parts: DeliveryParts,
    private readonly webhook: Webhook,
    private readonly signal: AbortSignal,
  ) {
    this.place = webhook.at;
    this.streak = webhook.streak;
  }

  async run(): Promise<void> {
    const { event: eventId, key, box, paused } = this.webhook;
    const opened = await this.parts.vault.open(eventId, { key, box });
    // Removed meanwhile: the key of its secret has ended.
    if (opened.state !== 'open') return;
    this.secret = opened.values.secret as string;
    await this.again();
    if (paused && this.streak > 0) return;
    while (!this.stopped && (await this.page()));
  }

  /** Sends what did not arrive and is due. What then arrives shows that the receiver is not down any more. */
  private async again(): Promise<void> {
    const { db } = this.parts;
    const { webhook } = this.webhook;
    for (const failure of await dueFailures(db, this.webhook, PAGE)) {
      if (this.stopped) return;
      const row = await this.rowOf(failure);
      const told = row && this.toldTo(row);
      if (row && told && !(await this.tell(row, told, failure))) continue;
      await forgetFailure(db, webhook, failure.message);
      if (!told) continue;
      this.streak = 0;
      await this.note(true);
    }
  }

  /** Tells the next messages. @returns whether there may be more */
  private async page(): Promise<boolean> {
    const { db } = this.parts;
    const upTo = await fedUpTo(db);
    if (upTo === null || comparePositions(upTo, this.place.position) <= 0) return false;
    const rows = await messagesAfter(db, this.place, upTo, PAGE);
    let noted = true;
    for (const row of rows) {
      const told = this.toldTo(row);
      const arrived = told !== undefined && (await this.tell(row, told));
      if (this.stopped) return false;
      this.place = row;
      noted = told !== undefined;
      if (!told) continue;
      this.streak = arrived ? 0 : this.streak + 1;
      await this.note(arrived);
      if (this.streak >= DOWN_AFTER) return false;
    }
    // What is not told is not looked through each time.
    if (!noted) await this.note(false);
    return rows.length === PAGE;
  }

  /** The receiver is gone, or the process stops. */
  private get stopped(): boolean {
    return this.gone || this.signal.aborted;
  }

  private async note(arrived: boolean): Promise<void> {
    const { streak } = this;
    const pauseMs = streak < DOWN_AFTER ? undefined : WAITS[Math.min(streak - DOWN_AFTER + 1, 4)];
    await noteDelivery(this.parts.db, this.webhook.webhook, this.place, { streak, arrived, pauseMs });
  }

  private async rowOf({ position, n }: Failure): Promise<FeedRow | undefined> {
    const [row] = await messagesAfter(this.parts.db, { position, n: n - 1 }, position, 1);
    return row?.n === n ? row : undefined;
  }

  private toldTo(row: FeedRow): object | undefined {
    const { catalogues, clock } = this.parts;
    return toldTo(ruleOf(catalogues.current(clock.now()), this.webhook.client), row);
  }

  /** @param before that it did not arrive; absent: it is told of for the first time @returns whether it arrived */
  private async tell(row: FeedRow, data: object, before?: Failure): Promise<boolean> {
    const { db, store, posting } = this.parts;
    const { url } = this.webhook;
    const { message, type, time: timestamp, position, n } = row;
    const body = JSON.stringify({ type, timestamp, position: encodeToken(store.logId, position), data });
    const headers = signedHeaders(this.secret, message, new Date(), body);
    const answer = await posting.post(url, body, headers, this.signal);
    if (isArrived(answer)) return true;
    if (this.stopped) return false;
    const tries = before?.tries ?? 0;
    // A try that an officer asked for is none of those after which it is given up.
    if (before?.asked) await noteAsked(db, this.webhook, message, String(answer));
    else {
      const failure = { message, type, position, n, tries: tries + 1 };
      await noteFailure(db, this.webhook, failure, String(answer), WAITS[tries]);
    }
    if (answer === GONE) {
      this.gone = true;
      await noteGone(db, this.webhook.webhook, row);
    }
    return false;
  }
}

function isArrived(answer: Answered): boolean {
  return typeof answer === 'number' && answer >= 200 && answer < 300;
}
