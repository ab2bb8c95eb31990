import { purposeName, type Field } from '#libs/catalogue';
import type { Uuid } from '#libs/kernel';
import type { Envelope } from '#libs/vault';
import type { SubjectEvent } from '../events';

/** An envelope and the event that it is sealed for, as the vault takes them. */
export interface Kept {
  readonly eventId: Uuid;
  readonly envelope: Envelope;
}

/**
 * Where every value of a subject is sealed, the earlier versions too: what recipients got is told in the versions that
 * they got. Filled by one reading of the stream; values that were sealed anew are where they are now.
 */
export class Shelf {
  private readonly values = new Map<string, Kept>();
  private readonly links = new Map<Uuid, Kept>();
  private readonly references = new Map<Uuid, Kept>();
  private readonly prepared = new Map<Uuid, Kept>();

  put(event: SubjectEvent): this {
    const { id: eventId, type, data } = event;
    if (type === 'DataCollected' || type === 'DataUsedFurther' || type === 'DataCorrected')
      for (const { purpose, versions, sealed } of data.purposes)
        this.add(purpose, versions, { eventId, envelope: sealed });
    else if (type === 'DataResealed') {
      const kept = { eventId, envelope: data.sealed };
      this.add(data.purpose, data.versions, kept);
      for (const [sharing, before] of this.references)
        if (before.eventId === data.sealed.from) this.references.set(sharing, kept);
    } else if (type === 'DomainLinked') this.links.set(data.link, { eventId, envelope: data.sealed });
    else if (type === 'DataShared' && data.sealed)
      this.references.set(data.sharing, { eventId, envelope: data.sealed });
    else if (type === 'TellingPrepared')
      for (const { duty, sealed } of data.duties) this.prepared.set(duty, { eventId, envelope: sealed });
    return this;
  }

  value(purpose: string, field: string, version: number): Kept | undefined {
    return this.values.get(`${purpose} ${field} ${version}`);
  }

  link(link: Uuid | undefined): Kept | undefined {
    return link === undefined ? undefined : this.links.get(link);
  }

  reference(sharing: Uuid): Kept | undefined {
    return this.references.get(sharing);
  }

  /** What was sealed for a duty of an erasure. */
  duty(duty: Uuid): Kept | undefined {
    return this.prepared.get(duty);
  }

  private add(purpose: string, versions: Readonly<Partial<Record<Field, number>>>, kept: Kept): void {
    for (const [field, version] of Object.entries(versions))
      this.values.set(`${purposeName(purpose)} ${field} ${version}`, kept);
  }
}
