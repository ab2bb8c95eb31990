import {
  encodeRecord,
  EventTypes,
  WrongExpectedRevision,
  type EventRecord,
  type EventStore,
  type ExpectedRevision,
  type StoredEvent,
} from '#libs/event-store';
import { canonicalText, derivedId, type Clock, type Uuid } from '#libs/kernel';
import { CatalogueRefused, deepFreeze, newVersionFaults } from './check';
import { firstDifference } from './difference';
import {
  CATALOGUE_STREAM,
  CATALOGUE_EVENTS,
  digestOf,
  type CatalogueDraftPublished,
  type CatalogueEvent,
  type CataloguePublished,
} from './events';
import type { Catalogue, Purpose } from './types';

/** Versions read at a time: a version is at most one event. */
const PAGE = 50;
/** Rounds of publishing and reading: a conflict means that another process has published in between. */
const MAX_ROUNDS = 20;
/** Ids follow from what is published. There is nothing secret in a catalogue; this only keeps them apart from other ids. */
const IDS = Buffer.from('inzage:catalogue:1');
const SYSTEM = { role: 'system', id: 'publication' } as const;

const types = new EventTypes(CATALOGUE_EVENTS);

/** A version as the log has it. */
export interface Published
  extends CataloguePublished, Partial<Pick<CatalogueDraftPublished, 'draft' | 'draftedBy'>> {
  readonly time: string;
}

/** Whether officers have published a version: then no file of a program is published any more (ADR 0052). */
export function isOfficers(published: readonly Pick<Published, 'draft'>[]): boolean {
  return published.some(({ draft }) => draft !== undefined);
}

/**
 * What of the shipped catalogues is still to be published, in the order of their first day: nothing, once officers have
 * published a version, as the next one follows on theirs. Pure.
 * @throws CatalogueRefused when a version was published with other content, naming the first place that differs (P21);
 *   when a new version would begin before one that is published, which would rewrite what was in force; when it wants
 *   a form of a reference that is costly to decide; or when it has
 *   a purpose under an id that stands for other rules, which events and records name
 */
export function toPublish(
  shipped: readonly Catalogue[],
  published: readonly (CataloguePublished & Pick<Published, 'draft'>)[],
): readonly Catalogue[] {
  const officers = isOfficers(published);
  const fresh: Catalogue[] = [];
  for (const catalogue of [...shipped].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const { version, from } = catalogue;
    const existing = published.find(each => each.version === version);
    if (existing) {
      // What officers published under the name is another text of the same name, and no edit of a file.
      if (existing.draft !== undefined || existing.digest === digestOf(catalogue)) continue;
      throw new CatalogueRefused(version, [
        `it was published with other content, first at ${firstDifference(existing.catalogue, catalogue)}: ` +
          'a published version is never edited, ship the change as a new version',
      ]);
    }
    if (officers) continue;
    const last = fresh.at(-1) ?? published.at(-1);
    if (last && from <= last.from) {
      throw new CatalogueRefused(version, [
        `it begins on ${from}, which is not after ${last.from}, the first day of version ${last.version}`,
      ]);
    }
    const faults = newVersionFaults(catalogue);
    if (faults.length > 0) throw new CatalogueRefused(version, faults);
    const changed = changedPurposes(catalogue, [...published.map(each => each.catalogue), ...fresh]);
    if (changed.length > 0)
      throw new CatalogueRefused(
        version,
        changed.map(({ id }) => `purpose ${id} was published with other content: give it its next number`),
      );
    fresh.push(catalogue);
  }
  return fresh;
}

/** Purposes under an id that stands for other rules in an earlier version: events and records name the id. */
export function changedPurposes(catalogue: Catalogue, earlier: readonly Catalogue[]): readonly Purpose[] {
  return catalogue.purposes.filter(purpose =>
    earlier.some(({ purposes }) => purposes.some(each => each.id === purpose.id && differs(each, purpose))),
  );
}

function differs(one: Purpose, other: Purpose): boolean {
  return canonicalText(one) !== canonicalText(other);
}

/** The versions in the log from a revision on, in the order in which they were published. */
export async function readPublished(store: EventStore, from = 0): Promise<readonly Published[]> {
  const found: Published[] = [];
  for (;;) {
    const page = await store.readStream(CATALOGUE_STREAM, { from: from + found.length, limit: PAGE });
    found.push(...page.map(publishedIn));
    if (page.length < PAGE) return found;
  }
}

/**
 * Publishes what is new of the shipped catalogues, one event each, and answers all versions of the log. Processes that
 * start at once publish once: who comes second reads what the first has published and decides again.
 * @throws CatalogueRefused as {@link toPublish}
 */
export async function publish(
  store: EventStore,
  shipped: readonly Catalogue[],
  clock: Clock,
): Promise<readonly Published[]> {
  let published = await readPublished(store);
  for (let rounds = 0; rounds < MAX_ROUNDS; rounds++) {
    const fresh = toPublish(shipped, published);
    if (fresh.length === 0) return published;
    const now = clock.now().toISOString();
    const last = published.at(-1)?.time ?? '';
    const time = last > now ? last : now;
    try {
      for (const [index, catalogue] of fresh.entries()) {
        const seen = published.length + index;
        const expected: ExpectedRevision = seen === 0 ? 'no-stream' : seen - 1;
        await store.append(CATALOGUE_STREAM, expected, [
          encodeRecord(publicationOf(catalogue, store.logId, time)),
        ]);
      }
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
    published = [...published, ...(await readPublished(store, published.length))];
  }
  throw new Error('others publish catalogues all the time');
}

function publicationOf(catalogue: Catalogue, logId: Uuid, time: string): EventRecord {
  const { version, from } = catalogue;
  const digest = digestOf(catalogue);
  const data: CataloguePublished = { version, from, digest, catalogue };
  return {
    id: derivedId(IDS, logId, version, digest, 'event'),
    type: 'CataloguePublished',
    v: types.currentVersion('CataloguePublished'),
    stream: CATALOGUE_STREAM,
    time,
    command: derivedId(IDS, logId, version, digest, 'command'),
    fingerprint: digest,
    actor: SYSTEM,
    catalogue: version,
    data,
  };
}

function publishedIn(stored: StoredEvent): Published {
  const { data, time } = types.read(stored) as CatalogueEvent;
  if (digestOf(data.catalogue) !== data.digest)
    throw new Error(`event ${stored.id}: catalogue ${data.version} does not have its digest`);
  return deepFreeze({ ...data, time });
}
