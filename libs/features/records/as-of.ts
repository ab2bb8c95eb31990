import type { AllHeld, Open, SubjectEvent } from '#libs/features/subjects';
import type { Json } from '#libs/kernel';
import { Changes, type FactKind, type FactPut, type SharingRow } from './changes';
import { isErasureEvent } from './erasures.sql';
import { fold } from './fold';
import {
  named,
  ofFacts,
  type CustomerRecord,
  type FoldedFact,
  type RecordRecipient,
  type RecordValue,
  type Shown,
} from './record.sql';

/** A subject as it is now: all its events, what they hold, and how that is opened. */
export interface Now {
  readonly events: readonly SubjectEvent[];
  readonly held: AllHeld;
  readonly open: Open;
  /** The current record; of an erased subject what a law keeps. */
  readonly record: CustomerRecord;
}

/**
 * A record as it was at a moment, by the events until then: folded as the current one is. What was erased since is erased in
 * it too, and of an erased subject there is only what a law keeps. Undefined before the subject was registered.
 * @param at milliseconds
 */
export function recordAsOf({ events, held, open, record: now }: Now, at: number): CustomerRecord | undefined {
  const by = happenedBy(at);
  const changes = new Changes();
  for (const event of events) {
    if (!by(event.time)) break;
    if (!isErasureEvent(event)) fold(changes, event, () => undefined);
    else if (event.type === 'ErasureBegun') changes.changed(now.subject, event.time);
  }
  const head = changes.heads.get(now.subject);
  if (!head) return undefined;
  const gone = new Set(held.links.flatMap(link => (link.gone ? [link.event] : [])));
  const facts = (...kinds: FactKind[]): Fact[] => (now.erasure ? [] : factsOf(changes, kinds));
  return {
    subject: now.subject,
    kind: now.kind,
    version: head.versions,
    policy: now.policy,
    registered: now.registered,
    updated: head.updated,
    values: held.versions
      .filter(each => heldAt(at)(each) && !(now.erasure && each.gone))
      .map(each => valueOf(each, open)),
    ...ofFacts(
      facts,
      facts('login', 'identity', 'domain').map(fact => {
        const { event, envelope } = fact;
        const opened = open({ event, envelope: envelope!, ...(gone.has(event) && { gone: true }) });
        const link = named<CustomerRecord['links']>(fact, 'link');
        return { ...link, kind: fact.kind, ...shown(opened) } as typeof link;
      }),
    ),
    recipients: recipientsOf([...changes.sharings.values()]),
    ...(now.erasure && { erasure: now.erasure }),
  };
}

const happenedBy =
  (at: number) =>
  (time: string | undefined): boolean =>
    time !== undefined && Date.parse(time) <= at;

/** Whether a version of a value was the one held at a moment, in milliseconds. */
export function heldAt(at: number): (version: AllHeld['versions'][number]) => boolean {
  const by = happenedBy(at);
  return ({ since, replaced }) => by(since) && !by(replaced);
}

interface Fact extends FoldedFact, Pick<FactPut, 'event' | 'envelope'> {
  readonly kind: FactKind;
}

/** Facts that stand, by kind, the first first. All were put in the same history, so none is merged into nothing. */
function factsOf(changes: Changes, kinds: readonly FactKind[]): Fact[] {
  const order = ({ kind, id, since }: Fact): string => `${kind} ${since} ${id}`;
  return [...changes.facts.values()]
    .flatMap(({ kind, id, change }) =>
      change.op === 'put' && kinds.includes(kind)
        ? [{ ...change.put, kind, id, data: there(change.put.data) }]
        : [],
    )
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Without what was removed. */
function there(data: FactPut['data']): FoldedFact['data'] {
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) => value !== undefined && value !== null),
  );
}

function shown<V extends Json>(opened: V | undefined): Shown<V> {
  return opened === undefined ? { erased: true } : { value: opened };
}

function valueOf(each: AllHeld['versions'][number], open: Open): RecordValue {
  const { field, purpose, basis, version, source, channel, since, catalogue } = each;
  const told = {
    purpose,
    basis,
    version,
    source,
    ...(channel !== undefined && { channel }),
    since,
    catalogue,
  };
  return { field, ...shown(open(each)?.[field]), ...told };
}

/** The last sharing comes last; of two in one millisecond, the same one as in the current record (record.sql.ts). */
function bySharing(a: SharingRow, b: SharingRow): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.sharing > b.sharing ? -1 : 1;
}

/** Who had received what by then: the last sharing with each for each purpose. */
function recipientsOf(sharings: readonly SharingRow[]): RecordRecipient[] {
  const last = new Map<string, RecordRecipient>();
  for (const sharing of [...sharings].sort(bySharing)) {
    const { recipient, instance, purpose, basis, transferGround, versions, at, failed } = sharing;
    if (failed !== undefined) continue;
    const who = `${recipient} ${instance ?? ''} ${purpose}`;
    last.set(who, {
      recipient,
      ...(instance !== undefined && { instance }),
      purpose,
      basis,
      ...(transferGround !== undefined && { transferGround }),
      versions,
      last: at,
      sharings: (last.get(who)?.sharings ?? 0) + 1,
    });
  }
  return [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
