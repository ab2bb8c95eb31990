import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { Catalogues } from '#libs/catalogue';
import { DomainError, type Uuid } from '#libs/kernel';
import type { Language } from '#libs/letters';
import { Freshness } from '#libs/projections';
import { latestCheckpoint, RegisterTree, Signer } from '#libs/register';
import { findEntries, type StoredEntry } from '#libs/register/postgres';
import { ReadErasure, type Wanting } from '#libs/features/erasure';
import { Signings } from '#libs/features/signing';
import { notProved } from './not-proved';
import { STATEMENT_FORMAT, statementText } from './statement';

/** Kinds of entries that an erasure makes. Of one erasure there are a handful. */
const KINDS = ['erasure-begun', 'resealed', 'erased'] as const;
const MOST = 10_000;

/** What officers, auditors and authorities get (docs/formats/certificate.md). */
export interface CertificateDocument {
  readonly format: typeof STATEMENT_FORMAT;
  /** The signed note that the person gets. */
  readonly statement: string;
  /** Of the tree that the proofs are for. */
  readonly size: string;
  readonly checkpoint: string | null;
  readonly timeStamp: string | null;
  readonly entries: readonly {
    readonly n: string;
    readonly entry: string;
    readonly proof: readonly string[];
  }[];
  readonly notProved: readonly string[];
}

/** Certificates of erasures (Art. 17, Art. 5(2)). */
@Injectable()
export class Certificates {
  private readonly tree: RegisterTree;

  constructor(
    private readonly db: Pool,
    private readonly queries: QueryBus,
    private readonly catalogues: Catalogues,
    private readonly freshness: Freshness,
    private readonly signer: Signer,
    private readonly signings: Signings,
  ) {
    this.tree = new RegisterTree(db);
  }

  /**
   * The note for the person concerned: without anything that counts what is done to others (P16).
   * @throws DomainError `not-found`, `not-signing`, `projection-behind`
   */
  async statement(subject: Uuid, id: Uuid): Promise<string> {
    return (await this.stated(subject, id)).statement;
  }

  /**
   * The document: the same note, with the entries and their proofs under the newest checkpoint that has them.
   * @throws DomainError `not-found`, `not-signing`, `projection-behind`
   */
  async document(subject: Uuid, id: Uuid, language: Language = 'en'): Promise<CertificateDocument> {
    const { statement, origin, entries } = await this.stated(subject, id);
    const last = BigInt(entries.at(-1)!.entry.n);
    const newest = await latestCheckpoint(this.db, origin);
    const checkpoint = newest && newest.size > last ? newest : undefined;
    const size = checkpoint?.size ?? (await this.tree.size());
    const proved = entries.map(async ({ entry: { n }, bytes }) => {
      const { proof } = await this.tree.inclusion(BigInt(n), size);
      return {
        n: String(n),
        entry: bytes.toString('utf8'),
        proof: proof.map(hash => hash.toString('base64')),
      };
    });
    return {
      format: STATEMENT_FORMAT,
      statement,
      size: String(size),
      checkpoint: checkpoint?.witnessed ?? null,
      timeStamp: checkpoint?.timeStamp ?? null,
      entries: await Promise.all(proved),
      notProved: notProved(language),
    };
  }

  private async stated(
    subject: Uuid,
    id: Uuid,
  ): Promise<{ statement: string; origin: string; entries: StoredEntry[] }> {
    const { erasure, state, wanting } = await this.queries.execute(new ReadErasure(subject, id));
    const signing = await this.signings.signing();
    if (!signing) throw new DomainError('not-signing');
    await this.freshness.of('register', undefined);
    const found = await findEntries(this.db, { subject, kinds: KINDS }, { limit: MOST, order: 'oldest' });
    const entries = found.entries.filter(({ entry }) => entry.about?.['erasure'] === id);
    const kinds = new Set(entries.map(({ entry }) => entry.kind));
    if (!kinds.has('erasure-begun') || (erasure.fenced && !kinds.has('erased')))
      throw new DomainError('projection-behind');
    const begun = new Date(erasure.begun);
    const { origin } = signing;
    const text = statementText({
      origin,
      subject,
      id,
      erasure,
      irrecoverable: state === 'irrecoverable',
      wanting: wanting.map(textOf),
      purpose: name => this.catalogues.purpose(name, begun),
      entries: entries.map(({ entry }) => entry),
    });
    return { statement: await this.signer.note(text), origin, entries };
  }
}

/** What is wanting, and of which epoch of the master key. */
function textOf(wanting: Wanting): string {
  return 'epoch' in wanting ? `${wanting.what} epoch ${wanting.epoch}` : wanting.what;
}
