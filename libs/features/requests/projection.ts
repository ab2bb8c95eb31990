import type { PoolClient } from 'pg';
import type { Clock, Reminder } from '#libs/deadlines';
import type { MatterEvent } from '#libs/features/correspondence';
import { matterOf } from '#features/correspondence/events';
import { storable } from '#libs/kernel';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { LETTERS } from './codes';
import { requestOf, type RequestEvent } from './events';

/** What a batch changes of one request; what is absent stays. */
interface Change {
  registered?: RequestEvent & { type: 'RequestRegistered' };
  subject?: string;
  status?: string;
  identity?: string;
  extended?: true;
  clock?: Clock;
  outcome?: string;
  /** Of the date that the clock has now. */
  reminded?: Reminder | undefined;
}

const INSERT = `
  insert into requests (request, kind, channel, requester, received, registered, status, identity, extended)
  select *, 'open', 'not-asked', false
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])`;

const UPDATE = `
  update requests r set
      subject = coalesce(c.subject, r.subject),
      status = coalesce(c.status, r.status),
      identity = coalesce(c.identity, r.identity),
      extended = r.extended or c.extended,
      due = case when c.clock then c.due else r.due end,
      unpaused = case when c.clock then c.unpaused else r.unpaused end,
      outcome = coalesce(c.outcome, r.outcome),
      reminded = case when c.clock then c.reminded else coalesce(c.reminded, r.reminded) end
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bool[], $6::bool[], $7::date[], $8::date[], $9::text[],
                $10::text[])
      as c(request, subject, status, identity, extended, clock, due, unpaused, outcome, reminded)
   where r.request = c.request`;

/** Mail to the privacy mailbox, due like a request until it is one, or is answered. Its matter is its id. */
const INSERT_MAIL = `
  insert into requests (request, kind, channel, requester, received, registered, status, identity, extended, due, unpaused)
  select matter, 'mail', 'email', 'unknown', received, registered, 'open', 'not-asked', false, due, unpaused
    from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::date[], $5::date[])
      as m(matter, received, registered, due, unpaused)`;
const REMIND_MAIL = `update requests set reminded = $2 where kind = 'mail' and request = $1`;
const DELETE_MAIL = `delete from requests where kind = 'mail' and request = any($1::uuid[])`;

/** The list of requests, and of the mail that may be one. */
export class RequestsProjection implements Projection {
  readonly name = 'requests';
  readonly tables = ['requests'];

  concerns({ stream }: ProjectedEvent['record']): boolean {
    return stream.startsWith('request-') || stream.startsWith('matter-');
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    await this.applyMail(events, tx);
    const changes = new Map<string, Change>();
    for (const { record } of events) {
      if (!record.stream.startsWith('request-')) continue;
      const request = requestOf(record.stream);
      changes.set(request, changed(changes.get(request) ?? {}, record as RequestEvent));
    }
    const fresh = [...changes].flatMap(([request, { registered }]) =>
      registered ? [{ request, registered }] : [],
    );
    if (fresh.length > 0)
      await tx.query({
        name: 'requests-insert',
        text: INSERT,
        values: [
          fresh.map(({ request }) => request),
          fresh.map(({ registered }) => registered.data.kind),
          fresh.map(({ registered }) => registered.data.channel),
          fresh.map(({ registered }) => registered.data.requester),
          fresh.map(({ registered }) => storable(registered.data.receivedAt)),
          fresh.map(({ registered }) => registered.time),
        ],
      });
    const all = [...changes];
    if (all.length > 0)
      await tx.query({
        name: 'requests-update',
        text: UPDATE,
        values: [
          all.map(([request]) => request),
          all.map(([, { subject }]) => subject),
          all.map(([, { status }]) => status),
          all.map(([, { identity }]) => identity),
          all.map(([, { extended }]) => extended ?? false),
          all.map(([, { clock }]) => clock !== undefined),
          all.map(([, { clock }]) => storable(clock?.due)),
          all.map(([, { clock }]) => storable(clock?.unpaused)),
          all.map(([, { outcome }]) => outcome),
          all.map(([, { reminded }]) => reminded),
        ],
      });
  }

  private async applyMail(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    const mail = mailOf(events);
    const opened = mail.filter(event => event.type === 'MatterOpened').filter(({ data }) => data.clock);
    if (opened.length > 0)
      await tx.query({
        name: 'requests-insert-mail',
        text: INSERT_MAIL,
        values: [
          opened.map(({ stream }) => matterOf(stream)),
          opened.map(({ data }) => storable(data.receivedAt)),
          opened.map(({ time }) => time),
          opened.map(({ data }) => storable(data.clock?.due)),
          opened.map(({ data }) => storable(data.clock?.unpaused)),
        ],
      });
    // One after the other, where both are of one matter: the last one stands.
    for (const { stream, data } of mail.filter(event => event.type === 'MatterReminded'))
      await tx.query({
        name: 'requests-remind-mail',
        text: REMIND_MAIL,
        values: [matterOf(stream), data.about],
      });
    const ended = mail.filter(event => event.type === 'MatterEnded');
    if (ended.length > 0)
      await tx.query({
        name: 'requests-delete-mail',
        text: DELETE_MAIL,
        values: [ended.map(({ stream }) => matterOf(stream))],
      });
  }
}

function mailOf(events: readonly ProjectedEvent[]): MatterEvent[] {
  return events
    .map(({ record }) => record)
    .filter((record): record is MatterEvent => record.stream.startsWith('matter-'));
}

function changed(before: Change, event: RequestEvent): Change {
  switch (event.type) {
    case 'RequestRegistered': {
      const { subject, clock } = event.data;
      return { ...before, registered: event, ...(subject && { subject }), ...(clock && { clock }) };
    }
    case 'RequestLinked':
      return { ...before, subject: event.data.subject };
    case 'ProofAsked':
      return { ...before, identity: 'asked', ...clockOf(event.data) };
    case 'IdentityVerified':
      return { ...before, identity: 'verified', ...clockOf(event.data) };
    case 'IdentityRejected':
      return { ...before, identity: 'rejected', ...clockOf(event.data) };
    case 'RequestExtended':
      return { ...before, extended: true, ...clockOf(event.data) };
    case 'LetterSent':
      return LETTERS[event.data.letter] === 'final' ? { ...before, status: 'answered' } : before;
    case 'RequestClosed':
      return { ...before, status: 'closed', outcome: event.data.outcome };
    case 'RequestReminded':
      return { ...before, reminded: event.data.about };
    case 'ConfirmationAsked':
    case 'RequestConfirmed':
    case 'RequestRefused':
    case 'CarryingOutBegun':
    case 'CarriedOut':
    case 'CarryingOutFailed':
      return before;
  }
}

function clockOf({ clock }: { readonly clock?: Clock }): Pick<Change, 'clock' | 'reminded'> {
  return clock ? { clock, reminded: undefined } : {};
}
