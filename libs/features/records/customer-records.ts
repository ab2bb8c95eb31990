import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { DomainError, type Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import { readRecord, type CustomerRecord } from './record.sql';
import { Freshness } from '#libs/projections';

/** Reads current records, fresh as of the question. */
@Injectable()
export class CustomerRecords {
  constructor(
    readonly db: Pool,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly freshness: Freshness,
  ) {}

  async fresh(position: Position | undefined): Promise<void> {
    await this.freshness.of('records', position);
  }

  async read(subject: Uuid, position: Position | undefined): Promise<CustomerRecord | undefined> {
    await this.fresh(position);
    return readRecord(this.db, this.vault, subject);
  }

  /**
   * The record as it is shown: of an erased subject what a law keeps.
   * @throws DomainError `not-found`; `subject-erased` where nothing stayed
   */
  async shown(subject: Uuid, position: Position | undefined): Promise<CustomerRecord> {
    const record = await this.read(subject, position);
    if (!record) throw new DomainError('not-found');
    const { erasure } = record;
    if (erasure?.kept.length === 0)
      throw new DomainError('subject-erased', { erasure: erasure.erasure, state: erasure.state });
    return record;
  }
}
