import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { Catalogues, type Catalogue } from '#libs/catalogue';
import type { Page } from '#libs/database';
import type { Position } from '#libs/event-store';
import type { Caller } from '#libs/http';
import { brusselsDay, Clock, type Day, type Uuid } from '#libs/kernel';
import { CustomerRecords } from '#features/records/customer-records';
import { ListSharings } from '#features/records/queries/list-sharings';
import type { CustomerRecord } from '#libs/features/records';
import { Freshness } from '#libs/projections';
import { asShownToSubject, type Entry, type ShownEntry } from '#libs/register';
import { findEntries } from '#libs/register/postgres';
import { Vault } from '#libs/vault';
import { accessesOf, type Access } from './accesses';
import { overview, type Overview } from './overview';

/** Rows of a kind that one overview holds; the rest is in the lists of its own. */
const MOST = 200;
/** Entries of a timeline. */
const TIMELINE = 500;

/** Who reads: the person concerned is shown functions instead of names. */
export type Reader = 'subject' | 'officer';

export function readerOf({ role }: Pick<Caller, 'role'>): Reader {
  return role === 'customer' ? 'subject' : 'officer';
}

/** What is held on a subject, read from all read models, fresh as of the question. */
@Injectable()
export class Views {
  constructor(
    private readonly db: Pool,
    private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly records: CustomerRecords,
    private readonly freshness: Freshness,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found` for a subject that nobody is registered under, `subject-erased` */
  async record(subject: Uuid, position: Position | undefined): Promise<CustomerRecord> {
    return this.records.shown(subject, position);
  }

  async accesses(
    subject: Uuid,
    reader: Reader,
    { limit = 100, cursor }: Page,
    position?: Position,
  ): Promise<{ accesses: Access[]; next?: string }> {
    await this.freshness.of('register', position);
    await this.freshness.of('sign-ins', position);
    return accessesOf(this.db, this.vault, subject, { limit, cursor }, shownTo(reader), this.knownAt(reader));
  }

  async overview(record: CustomerRecord, reader: Reader, position?: Position): Promise<Overview> {
    const { subject } = record;
    const sharings = await this.queries.execute(new ListSharings(subject, { limit: MOST }));
    const accesses = await this.accesses(subject, reader, { limit: MOST }, position);
    return overview(record, sharings, accesses, this.catalogues, this.clock.now());
  }

  /** What happened, newest first: the latest {@link TIMELINE} entries of the register. */
  async timeline(subject: Uuid, reader: Reader): Promise<{ entries: ShownEntry[]; more: boolean }> {
    const knownAt = this.knownAt(reader);
    const { entries, next } = await findEntries(
      this.db,
      { subject, ...(knownAt && { knownAt }) },
      { limit: TIMELINE },
    );
    return { entries: entries.map(({ entry }) => shownTo(reader)(entry)), more: next !== undefined };
  }

  /** The subject is shown what it may know of now, others all (P16). */
  private knownAt(reader: Reader): Date | undefined {
    return reader === 'subject' ? this.clock.now() : undefined;
  }

  get catalogue(): Catalogue {
    return this.catalogues.current(this.clock.now());
  }

  today(): Day {
    return brusselsDay(this.clock.now());
  }
}

function shownTo(reader: Reader): (entry: Entry) => ShownEntry {
  return reader === 'subject' ? asShownToSubject : entry => entry;
}
