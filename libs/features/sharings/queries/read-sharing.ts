import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Equals, IsOptional, IsString } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import { EventStore, EventTypes, recordsOf, type EventRecord } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import {
  subjectStream,
  type DataShared,
  type SharingFailed,
  type SubjectEvent,
} from '#libs/features/subjects';
import { Describe, IsId, IsTime, MapOf, Named } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { Vault, type Envelope } from '#libs/vault';

@Named('Sharing')
export class Sharing {
  @IsId()
  readonly sharing!: Uuid;

  @IsTime()
  readonly at!: string;

  @IsString()
  readonly recipient!: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;

  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly basis!: string;

  @IsOptional()
  @IsId()
  readonly link?: Uuid;

  @MapOf('integer')
  readonly versions!: Readonly<Record<string, number>>;

  @Describe('Names of the attributes that passed through.')
  @IsString({ each: true })
  readonly transit!: readonly string[];

  @Describe('Why it did not arrive.')
  @IsOptional()
  @IsString()
  readonly failed?: string;

  @Describe("The caller's own reference.")
  @IsOptional()
  @IsString()
  readonly reference?: string;

  @Describe('The caller gave a reference, which is erased since.')
  @IsOptional()
  @Equals(true)
  readonly referenceErased?: true;
}

/** Shows one sharing with the reference that its caller gave: to an officer, and to that caller. A look at the subject. */
export class ReadSharing extends Query<Sharing> {
  constructor(
    readonly subject: Uuid,
    readonly sharing: Uuid,
    readonly purpose: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** A sharing as its subject's stream has it; where its reference is now. */
interface Found {
  readonly shared?: EventRecord<'DataShared', DataShared>;
  readonly failed?: SharingFailed['reason'];
  readonly reference?: { readonly eventId: Uuid; readonly envelope: Envelope };
}

@QueryHandler(ReadSharing)
export class ReadSharingHandler implements IQueryHandler<ReadSharing> {
  constructor(
    private readonly store: EventStore,
    private readonly types: EventTypes,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly looks: Looks,
  ) {}

  /** @throws DomainError `not-found`, of a sharing that another service made too */
  async execute({ subject, sharing, purpose, context }: ReadSharing): Promise<Sharing> {
    const { shared, failed, reference } = await this.found(subject, sharing);
    const { role, id } = context.actor;
    if (!shared || (role === 'service' && (shared.actor.role !== role || shared.actor.id !== id)))
      throw new DomainError('not-found');
    const { recipient, instance, basis, link, versions, transit } = shared.data;
    const answer = {
      sharing,
      at: shared.time,
      recipient,
      ...(instance !== undefined && { instance }),
      purpose: shared.data.purpose,
      basis,
      ...(link !== undefined && { link }),
      versions: versions as Readonly<Record<string, number>>,
      transit,
      ...(failed && { failed }),
      ...(await this.opened(reference)),
    };
    await this.looks.record(subject, 'sharing', purpose, context);
    return answer;
  }

  private async found(subject: Uuid, sharing: Uuid): Promise<Found> {
    let found: Found = {};
    for await (const record of recordsOf(this.store, this.types, subjectStream(subject))) {
      const event = record as SubjectEvent;
      if (event.type === 'DataShared' && event.data.sharing === sharing) {
        const { sealed } = event.data;
        const reference = sealed && { eventId: event.id, envelope: sealed };
        found = { ...found, shared: event, ...(reference && { reference }) };
      } else if (event.type === 'SharingFailed' && event.data.sharing === sharing)
        found = { ...found, failed: event.data.reason };
      // An erasure of what was sealed beside it had it sealed anew.
      else if (event.type === 'DataResealed' && event.data.sealed.from === found.reference?.eventId)
        found = { ...found, reference: { eventId: event.id, envelope: event.data.sealed } };
    }
    return found;
  }

  private async opened(
    reference: Found['reference'],
  ): Promise<Pick<Sharing, 'reference' | 'referenceErased'>> {
    if (!reference) return {};
    const [opened] = await this.vault.openAll([reference]);
    return opened?.state === 'open'
      ? { reference: opened.values.reference as string }
      : { referenceErased: true };
  }
}
