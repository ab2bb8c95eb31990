import { purposeName, type Field, type LegalBasis } from '#libs/catalogue';
import type { Json, Uuid } from '#libs/kernel';
import type { Envelope, Opened, Sealed } from '#libs/vault';
import type { SealedValues, Source, SubjectEvent } from './events';
import type { OfOther } from './state';

/** One version of a value for a purpose, and in which event's envelope it is now. */
export interface HeldVersion {
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly field: Field;
  readonly version: number;
  readonly source: Source;
  readonly channel?: string;
  readonly since: string;
  readonly catalogue: string;
  /** When another took its place. */
  readonly replaced?: string;
  readonly event: Uuid;
  readonly envelope: Sealed;
  /** What an erasure has taken is not opened, whatever the keyring still has. */
  readonly gone?: true;
}

export interface HeldLink {
  readonly kind: 'login' | 'identity' | 'domain';
  readonly role?: string;
  readonly purpose?: string;
  readonly source?: string;
  readonly since: string;
  readonly ended?: string;
  readonly event: Uuid;
  readonly envelope: Envelope;
  readonly gone?: true;
}

/** A caller's own reference of a sharing, or of telling its recipient (Art. 19), under the key of the purpose that was shared for. */
export interface HeldReference {
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly event: Uuid;
  readonly envelope: Sealed;
  readonly gone?: true;
}

/** All that a subject's own stream holds of values: current and earlier ones, in their order. */
export interface AllHeld {
  readonly versions: readonly HeldVersion[];
  readonly references: readonly HeldReference[];
  readonly links: readonly HeldLink[];
  /** By mark. */
  readonly ofOthers: Readonly<Record<Uuid, OfOther>>;
}

type Fold = {
  [T in SubjectEvent['type']]?: (held: Folding, event: Extract<SubjectEvent, { type: T }>) => void;
};

const FOLDS: Fold = {
  DataCollected: (held, event) => held.values(event, () => event.data.source),
  DataCorrected: (held, event) => held.values(event, () => event.data.source, event.data.channel),
  // Who gave a value stays who gave it, for whatever it is used further.
  DataUsedFurther: (held, event) => {
    const { from, sources = {} } = event.data;
    held.values(event, field => sources[field] ?? held.current(from, field)?.source ?? 'subject');
  },
  DataShared: (held, { id, data: { purpose, basis, sealed } }) => {
    if (sealed) held.references.push({ purpose, basis, event: id, envelope: sealed });
  },
  // Without a basis, nothing is held for the purpose: the reference is under a key of its duty, which no part of it ends.
  RecipientTold: (held, { id, data: { purpose, basis, sealed } }) => {
    if (sealed && basis)
      held.references.push({ purpose: held.idOf(purpose), basis, event: id, envelope: sealed });
  },
  DataResealed: (held, { id, data: { purpose, versions, sealed } }) => {
    const to = { event: id, envelope: sealed };
    held.change(
      each =>
        each.event === sealed.from &&
        purposeName(each.purpose) === purposeName(purpose) &&
        versions[each.field] === each.version,
      to,
    );
    held.changeReferences(each => each.event === sealed.from, to);
  },
  LoginLinked: (held, event) => held.link('login', event),
  IdentityLinked: (held, event) => held.link('identity', event),
  DomainLinked: (held, event) => held.link('domain', event, event.data.role),
  LoginUnlinked: (held, event) => held.end(event),
  IdentityUnlinked: (held, event) => held.end(event),
  DomainUnlinked: (held, event) => held.end(event),
  OtherPersonMarked: (held, { data: { mark, ...value } }) => void held.ofOthers.set(mark, value),
  OtherPersonSettled: (held, { data: { mark, outcome } }) => {
    const marked = held.ofOthers.get(mark);
    if (marked) held.ofOthers.set(mark, { ...marked, outcome });
  },
  ErasureBegun: (held, { data: { scope, keys, kept } }) => {
    const whole = scope.of === 'subject';
    const named = new Set((whole ? kept : keys).map(({ key }) => key));
    held.goes(key => named.has(key) !== whole);
  },
};

class Folding {
  readonly versions: HeldVersion[] = [];
  readonly references: HeldReference[] = [];
  readonly links = new Map<Uuid, HeldLink>();
  readonly ofOthers = new Map<Uuid, OfOther>();

  values(
    event: Extract<SubjectEvent, { data: { purposes: readonly SealedValues[] } }>,
    source: (field: Field) => Source,
    channel?: string,
  ): void {
    for (const { purpose, basis, versions, sealed } of event.data.purposes)
      for (const [name, version] of Object.entries(versions)) {
        const field = name as Field;
        const given = source(field);
        this.change(each => this.isCurrent(each, purpose, field), { replaced: event.time });
        this.versions.push({
          purpose,
          basis,
          field,
          version,
          source: given,
          ...(channel !== undefined && { channel }),
          since: event.time,
          catalogue: event.catalogue,
          event: event.id,
          envelope: sealed,
        });
      }
  }

  current(purpose: string, field: Field): HeldVersion | undefined {
    return this.versions.find(each => this.isCurrent(each, purpose, field));
  }

  private isCurrent(each: HeldVersion, purpose: string, field: Field): boolean {
    return (
      each.field === field &&
      each.replaced === undefined &&
      purposeName(each.purpose) === purposeName(purpose)
    );
  }

  /** A purpose as its values were recorded last, by its name. */
  idOf(purpose: string): string {
    const named = (each: HeldVersion): boolean => purposeName(each.purpose) === purposeName(purpose);
    return this.versions.findLast(named)?.purpose ?? purpose;
  }

  change(which: (each: HeldVersion) => boolean, to: Partial<HeldVersion>): void {
    for (const [i, each] of this.versions.entries()) if (which(each)) this.versions[i] = { ...each, ...to };
  }

  changeReferences(which: (each: HeldReference) => boolean, to: Partial<HeldReference>): void {
    for (const [i, each] of this.references.entries())
      if (which(each)) this.references[i] = { ...each, ...to };
  }

  link(
    kind: HeldLink['kind'],
    { id, time, data }: Extract<SubjectEvent, { type: `${string}Linked` }>,
    role?: string,
  ): void {
    const { link, sealed, purpose, source } = data;
    this.links.set(link, {
      kind,
      ...(role !== undefined && { role }),
      ...(purpose !== undefined && { purpose }),
      ...(source !== undefined && { source }),
      since: time,
      event: id,
      envelope: sealed,
    });
  }

  end({ time, data: { link } }: Extract<SubjectEvent, { type: `${string}Unlinked` }>): void {
    const known = this.links.get(link);
    if (known) this.links.set(link, { ...known, ended: time });
  }

  /** What an erasure takes. */
  goes(is: (key: string) => boolean): void {
    this.change(({ envelope }) => is(envelope.key), { gone: true });
    this.changeReferences(({ envelope }) => is(envelope.key), { gone: true });
    for (const [id, each] of this.links)
      if (is(each.envelope.key)) this.links.set(id, { ...each, gone: true });
  }
}

/** Folds the subject's own stream, which is never behind. */
export function allHeldIn(events: Iterable<SubjectEvent>): AllHeld {
  const held = new Folding();
  for (const event of events) FOLDS[event.type]?.(held, event as never);
  const { versions, references, links, ofOthers } = held;
  return { versions, references, links: [...links.values()], ofOthers: Object.fromEntries(ofOthers) };
}

/** What an envelope that was opened holds under a name; undefined where it was erased. */
export type Open = (
  of: Pick<HeldLink, 'event' | 'envelope' | 'gone'>,
) => Readonly<Record<string, Json>> | undefined;

/** Opens the envelopes of all that is held with one look at the keyring. */
export async function opened(
  vault: { openAll(items: { eventId: Uuid; envelope: Envelope }[]): Promise<readonly Opened[]> },
  { versions, links }: Pick<AllHeld, 'versions' | 'links'>,
): Promise<Open> {
  const byEnvelope = new Map(
    [...versions, ...links]
      .filter(({ gone }) => !gone)
      .map(({ event, envelope }) => [`${event} ${envelope.key}`, { eventId: event, envelope }] as const),
  );
  const items = [...byEnvelope.values()];
  const all = await vault.openAll(items);
  const values = new Map([...byEnvelope.keys()].map((name, i) => [name, all[i]!]));
  return ({ event, envelope, gone }) => {
    const one = gone ? undefined : values.get(`${event} ${envelope.key}`);
    return one?.state === 'open' ? one.values : undefined;
  };
}
