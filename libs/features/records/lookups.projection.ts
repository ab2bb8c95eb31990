import type { Pool, PoolClient } from 'pg';
import { purposeName } from '#libs/catalogue';
import type { EventRecord, Position } from '#libs/event-store';
import type { Json } from '#libs/kernel';
import type { ProjectedEvent, Projection } from '#libs/projections';
import type { Progress } from '#libs/projections/postgres';
import type { FieldValues, SealedValues } from '#libs/features/subjects';
import { lookupForm, lookupsOf } from '#features/subjects/vocabulary/lookup';
import type { Envelope, SharedLookup, Vault } from '#libs/vault';
import { currentValues } from './current-values.sql';
import { isSubjectEvent, subjectOf } from './fold';

type Values = Readonly<Record<string, Json>>;

/** An envelope to be opened, and what its values are found by. */
interface Sought {
  readonly subject: string;
  readonly eventId: string;
  readonly envelope: Envelope;
  readonly lookups: (values: Values) => readonly { kind: SharedLookup; value: string }[];
}

/** How long it waits for the customer records before it backs off. */
const RECORDS_WITHIN_MS = 10_000;

/**
 * Keeps the shared look-ups of the vault (e-mail, telephone, name and postal code, paid domain names): rows under keyed
 * hashes, each tied to the key of its value, gone with it. Rows of superseded values stay until then; a search verifies.
 * Writes nothing in the log's database but its checkpoint; adding a row again changes nothing.
 */
export class LookupsProjection implements Projection {
  readonly name = 'lookups';

  constructor(
    private readonly vault: Pick<Vault, 'openAll' | 'addLookups'>,
    private readonly pool: Pool,
    private readonly progress: Pick<Progress, 'waitFor'>,
  ) {}

  concerns(record: ProjectedEvent['record']): boolean {
    return sealedIn(record).length > 0;
  }

  /** @throws KeyUnavailable, KeyringUnavailable, DomainError projection-behind */
  async prepare(events: readonly ProjectedEvent[]): Promise<void> {
    const records = events.map(({ record }) => record);
    await this.add(records.flatMap(sealedIn));
    const parted = records.flatMap(partedNames);
    if (parted.length > 0) await this.addParted(parted, events.at(-1)!.stored.position);
  }

  async apply(_events: readonly ProjectedEvent[], _tx: PoolClient): Promise<void> {
    return Promise.resolve();
  }

  private async add(sought: readonly Sought[]): Promise<void> {
    if (sought.length === 0) return;
    const opened = await this.vault.openAll(sought);
    const rows = sought.flatMap(({ subject, envelope, lookups }, i) => {
      const one = opened[i]!;
      if (one.state === 'erased') return [];
      const found = lookups(one.values);
      return found.map(lookup => ({ ...lookup, owner: `subject:${subject}`, key: envelope.key }));
    });
    if (rows.length > 0) await this.vault.addLookups(rows);
  }

  /**
   * Name and postal code are one look-up. Where an event changes one of them, the other is taken from the customer
   * records, which have come at least as far; what they have beyond it comes along with a later event anyway.
   */
  private async addParted(parted: readonly Parted[], position: Position): Promise<void> {
    await this.progress.waitFor('records', position, RECORDS_WITHIN_MS);
    const { rows } = await this.pool.query<{
      subject: string;
      of: string;
      event: string;
      key: string;
      box: string;
      current: string[];
    }>(
      `select v.subject, v.subject || ' ' || v.purpose_name as of, v.event, v.key, v.box,
              array(select jsonb_object_keys(v.fields)) as current
         from (${currentValues('(v.subject, v.purpose_name) in (select * from unnest($1::uuid[], $2::text[]))')}) v
        where v.fields ?| array['familyName', 'address'] and v.box <> ''`,
      [parted.map(one => one.subject), parted.map(one => one.purposeName)],
    );
    // Each field is current in one envelope: what the second one adds to the first is the whole.
    const whole = new Map<string, Values>();
    await this.add(
      rows.map(({ subject, of, event, key, box, current }) => ({
        subject,
        eventId: event,
        envelope: { key, box },
        lookups: values => {
          const mine = Object.entries(values).filter(
            ([field]) => current.includes(field) && NAME.includes(field),
          );
          whole.set(of, { ...whole.get(of), ...Object.fromEntries(mine) });
          return lookupsOf(whole.get(of) as Partial<FieldValues>);
        },
      })),
    );
  }
}

const NAME = ['familyName', 'address'];

interface Parted {
  readonly subject: string;
  readonly purposeName: string;
}

/** Envelopes that have values to be found by. */
function sealedIn(event: EventRecord): Sought[] {
  if (!isSubjectEvent(event)) return [];
  const subject = subjectOf(event);
  if (event.type === 'DomainLinked') {
    const { role, sealed } = event.data;
    return role === 'payer' ? [{ subject, eventId: event.id, envelope: sealed, lookups: byDomain }] : [];
  }
  return valuesOf(event).map(({ sealed }) => ({
    subject,
    eventId: event.id,
    envelope: sealed,
    lookups: values => lookupsOf(values),
  }));
}

/** Purposes for which an event has a name without an address, or an address without a name. */
function partedNames(event: EventRecord): Parted[] {
  return valuesOf(event)
    .filter(({ versions }) => (versions.familyName === undefined) !== (versions.address === undefined))
    .map(({ purpose }) => ({ subject: subjectOf(event), purposeName: purposeName(purpose) }));
}

function valuesOf(event: EventRecord): readonly SealedValues[] {
  if (!isSubjectEvent(event)) return [];
  // Look-ups hang on a key: values that got another one are added again.
  if (event.type === 'DataResealed') return [event.data];
  return 'purposes' in event.data ? event.data.purposes : [];
}

function byDomain(values: Values): { kind: SharedLookup; value: string }[] {
  return [{ kind: 'domain-payer', value: lookupForm('domain-payer', values.domain as string) }];
}
