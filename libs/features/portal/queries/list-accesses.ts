import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { CustomerRecords } from '#features/records/customer-records';
import type { CommandContext } from '#libs/commands';
import type { Page } from '#libs/database';
import type { Position } from '#libs/event-store';
import { Looks } from '#libs/features/access';
import { Clock, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { asShownToSubject } from '#libs/register';
import { Vault } from '#libs/vault';
import { accessesOf } from '../accesses';
import type { AccessPage } from '../answers';

/** Who reads: the person concerned is shown functions instead of names. */
export type Reader = 'subject' | 'officer';

/** Shows who looked at a subject, and when it signed in: a look too (P06, P09). */
export class ListAccesses extends Query<AccessPage> {
  constructor(
    readonly subject: Uuid,
    readonly page: Page,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
    readonly reader: Reader,
  ) {
    super();
  }
}

@QueryHandler(ListAccesses)
export class ListAccessesHandler implements IQueryHandler<ListAccesses> {
  constructor(
    private readonly db: Pool,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly records: CustomerRecords,
    private readonly freshness: Freshness,
    private readonly looks: Looks,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found` for a subject that nobody is registered under, `subject-erased` */
  async execute({ subject, page, purpose, position, context, reader }: ListAccesses): Promise<AccessPage> {
    await this.records.shown(subject, position);
    await this.freshness.of('register', position);
    await this.freshness.of('sign-ins', position);
    const { limit = 100, cursor } = page;
    // The subject is shown what it may know of now, others all (P16).
    const knownAt = reader === 'subject' ? this.clock.now() : undefined;
    const shown = await accessesOf(
      this.db,
      this.vault,
      subject,
      { limit, cursor },
      reader === 'subject' ? asShownToSubject : entry => entry,
      knownAt,
    );
    const lens = await this.looks.lens(subject, purpose, context);
    const accesses = shown.accesses.map(({ ipAddress, ...each }) =>
      ipAddress !== undefined && lens.shows({ field: 'ipAddress', purpose: each.purpose ?? '' })
        ? { ...each, ipAddress }
        : each,
    );
    const fields = accesses.some(each => 'ipAddress' in each) ? (['ipAddress'] as const) : [];
    await this.looks.record(subject, 'accesses', purpose, context, fields);
    return { ...shown, accesses };
  }
}
