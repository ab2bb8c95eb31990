import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Equals, IsOptional, IsString } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import { eventsOf, EventStore, EventTypes, type EventRecord } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import { subjectStream, type DataShared, type SharingFailed } from '#libs/features/subjects';
import { Describe, IsId, IsTime, MapOf, Named } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';

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

type Shared = EventRecord<'DataShared', DataShared>;

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
    const { shared, failed } = await this.found(subject, sharing);
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
      ...(await this.referenceOf(shared)),
    };
    await this.looks.record(subject, 'sharing', purpose, context);
    return answer;
  }

  private async found(
    subject: Uuid,
    sharing: Uuid,
  ): Promise<{ shared?: Shared; failed?: SharingFailed['reason'] }> {
    let found: { shared?: Shared; failed?: SharingFailed['reason'] } = {};
    for await (const stored of eventsOf(this.store, subjectStream(subject))) {
      const event = this.types.read(stored);
      const { sharing: of } = event.data as { readonly sharing?: Uuid };
      if (of !== sharing) continue;
      if (event.type === 'DataShared') found = { ...found, shared: event as Shared };
      if (event.type === 'SharingFailed') found = { ...found, failed: (event.data as SharingFailed).reason };
    }
    return found;
  }

  private async referenceOf({ id, data }: Shared): Promise<Pick<Sharing, 'reference' | 'referenceErased'>> {
    if (!data.sealed) return {};
    const [opened] = await this.vault.openAll([{ eventId: id, envelope: data.sealed }]);
    return opened?.state === 'open'
      ? { reference: opened.values.reference as string }
      : { referenceErased: true };
  }
}
