import { Column, Entity, PrimaryColumn, VirtualColumn } from 'typeorm';
import type { Uuid } from '#libs/kernel';
import type { RecordErasure } from './erasures.sql';

/** The head of a customer's record: what it is, its version, whether it was erased. */
@Entity('subject_records')
export class SubjectRecord {
  @PrimaryColumn('uuid')
  readonly subject!: Uuid;

  @Column('text')
  readonly kind!: string;

  /** Policy version accepted at registration. */
  @Column('text')
  readonly policy!: string;

  /** What If-Match compares. */
  @Column('integer')
  readonly version!: number;

  @Column('timestamptz')
  readonly registered!: Date;

  @Column('timestamptz')
  readonly updated!: Date;

  /** Of the whole subject. */
  @Column('jsonb', { nullable: true })
  readonly erasure!: RecordErasure | null;

  /** Whether its processing is restricted (Art. 18). */
  @VirtualColumn({
    type: 'boolean',
    query: record =>
      `exists (select from subject_facts where subject = ${record}.subject and kind = 'restriction')`,
  })
  readonly restricted!: boolean;
}
