import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  digestOf,
  shippedCatalogues,
  type CatalogueDraftPublished,
  type CataloguePublished,
} from '#libs/catalogue';
import {
  decodeRecord,
  encodeRecord,
  NO_FINGERPRINT,
  WrongExpectedRevision,
  type EventRecord,
  type NewEvent,
} from '#libs/event-store';
import { derivedId, type Day } from '#libs/kernel';
import type { Sealed } from '#libs/vault';
import { onKeyring } from '#libs/vault/testing';
import type { Core } from '../setup/core';
import { recordsOfEveryType } from '../setup/event-samples';
import { LONGEST } from './longest-values';

/** As long as a token may name its client; no compression makes it shorter. */
const CLIENT = createHash('sha512').update('client').digest('base64url').repeat(2).slice(0, 128);

/** The days of one history: the n-th text of each form becomes the n-th of these, from the first again. */
type Days = readonly string[];

/** A history of every event type with these days wherever it has one, on ids of its own. */
export function history(name: string, days: Days): EventRecord[] {
  let next = 0;
  const day = (): string => days[next++ % days.length]!;
  const moved = (value: unknown, world: string, member = ''): unknown => {
    if (Array.isArray(value)) return value.map(each => moved(each, world));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, moved(each, world, key)]));
    if (typeof value !== 'string' || member === 'version' || member === 'policy') return value;
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return day();
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return `${day()}T23:59:59.999Z`;
    if (/^\d{4}-\d\d$/.test(value)) return day().slice(0, 7);
    if (/^fy-\d{4}$/.test(value)) return `fy-${day().slice(0, 4)}`;
    return ownIds(world, value);
  };
  const forms = new Map<string, number>();
  return recordsOfEveryType().map((record, n) => {
    // No decision opens or registers the same thing twice: each further form of a type is in a world of its own.
    const form = forms.get(record.type) ?? 0;
    forms.set(record.type, form + 1);
    const world = `${name} ${form}`;
    return {
      ...record,
      id: derivedId(Buffer.from(name), 'event', `${n}`),
      command: derivedId(Buffer.from(name), 'command', `${n}`),
      stream: ownIds(world, record.stream),
      actor: record.actor.role === 'service' ? { role: 'service', id: CLIENT } : record.actor,
      data: dataOf(
        record,
        () => published(`${name} ${n}`, day()),
        data => moved(data, world),
      ),
    };
  });
}

/** The data in another world; of what is published, a catalogue that can be read. */
function dataOf(
  { type, data }: EventRecord,
  publishedThere: () => CataloguePublished,
  moved: (data: unknown) => unknown,
): unknown {
  if (type === 'CataloguePublished') return publishedThere();
  if (type !== 'CatalogueDraftPublished') return moved(data);
  return { ...(moved(data) as CatalogueDraftPublished), ...publishedThere() };
}

/** The shipped catalogue as a version of its own. */
function published(name: string, from: Day): CataloguePublished {
  const [, number] = /([1-9]\d{0,5})$/.exec(`1${name.replace(/\D/g, '')}`)!;
  const catalogue = { ...shippedCatalogues()[0]!, version: `2018-05-25.${number}`, from };
  return { version: catalogue.version, from, digest: digestOf(catalogue), catalogue };
}

function ownIds(name: string, text: string): string {
  return text.replace(/[0-9a-f]{8}-0000-8000-8000-[0-9a-f]{12}/g, id => derivedId(Buffer.from(name), id));
}

/** The record with its envelopes sealed, each under a key of who they are about. */
async function sealed({ vault }: Core, record: EventRecord): Promise<EventRecord> {
  const [kind, id] = [record.stream.split('-')[0]!, record.stream.slice(record.stream.indexOf('-') + 1)];
  const owner = `${kind === 'access' ? 'subject' : kind}:${id}`;
  const within = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(within));
    if (typeof value !== 'object' || value === null) return value;
    if (!('box' in value)) {
      const members = Object.entries(value).map(async ([key, each]) => [key, await within(each)] as const);
      return Object.fromEntries(await Promise.all(members));
    }
    const { purpose, period, commitments, ...rest } = value as Sealed;
    // What a duty seals outlives the erasure of its subject (Art. 19).
    const of = purpose === 'telling' ? owner.replace('subject:', 'telling:') : owner;
    const values = Object.fromEntries(Object.keys(commitments).map(each => [each, LONGEST[each] ?? each]));
    const [one] = await vault.seal(record.id, [{ owner: of, purpose, period, values }]);
    return { ...rest, ...one! };
  };
  return { ...record, data: await within(record.data) };
}

/**
 * Appended as they are: no command would bring the days of before any more. All are sealed before the first is there: from then
 * on the service carries out what they say, and has the keys fenced that they end. It writes beside, by its timers.
 */
export async function append(core: Core, records: readonly EventRecord[]): Promise<void> {
  const time = new Date().toISOString();
  const whole = await Promise.all(records.map(record => sealed(core, { ...record, time })));
  for (const { stream, ...record } of whole)
    await appendAsIs(core, stream, encodeRecord({ ...record, stream }));
}

async function appendAsIs({ store }: Core, stream: string, event: NewEvent): Promise<void> {
  for (let written = false; !written;) {
    const [last] = await store.readStream(stream, { direction: 'backwards', limit: 1 });
    written = await store.append(stream, last?.revision ?? 'no-stream', [event]).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof WrongExpectedRevision)) throw error;
        return false;
      },
    );
  }
}

/**
 * Events of every type in every version, as they were stored: bytes that no change of the program changes, and the rows of the
 * keyring with their keys, wrapped under `TEST_SECRETS`. What comes is added to them, copied from a log.
 */
export const STORED = linesOf('events').map(line => Buffer.from(line));
const KEYS = linesOf('keys').map(line => JSON.parse(line) as Record<string, unknown>);

function linesOf(name: string): string[] {
  return readFileSync(join(__dirname, `stored/${name}.ndjson`), 'utf8')
    .trimEnd()
    .split('\n');
}

/** What was stored before, in this log and this keyring. */
export async function restore(core: Core, keyringUrl: string): Promise<void> {
  for (const key of KEYS)
    await onKeyring(
      keyringUrl,
      `insert into keys (key_id, owner, purpose, period, generation, wrapped, epoch, created_at)
       values ($1, $2, $3, $4, $5, decode($6, 'base64'), $7, $8)`,
      ['key_id', 'owner', 'purpose', 'period', 'generation', 'wrapped', 'epoch', 'created_at'].map(
        name => key[name],
      ),
    );
  for (const bytes of STORED) {
    const { id, type, stream, command, fingerprint = NO_FINGERPRINT } = decodeRecord(bytes);
    await appendAsIs(core, stream, { id, type, bytes, commandId: command, fingerprint });
  }
}
