import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { Repository } from 'typeorm';
import { accessStream, type SignedIn } from '#libs/features/access';
import { Catalogues, purposeName, type Recipient } from '#libs/catalogue';
import { EventTypes, type EventRecord, EventStore } from '#libs/event-store';
import { brusselsDay, DomainError, Clock, type Json, type Uuid } from '#libs/kernel';
import { CustomerRecords } from '#features/records/customer-records';
import { Freshness } from '#libs/projections';
import type { CustomerRecord } from '#libs/features/records';
import { asShownToSubject } from '#libs/register';
import { allEntries } from '#libs/register/postgres';
import { Vault } from '#libs/vault';
import type { Disclosed } from './answers';
import { DataSubjectRequest } from './data-subject-request.entity';
import { isCarriedOut, requireProven } from './guards';
import { requestsOf } from './list';
import type { OpenedRequest } from './requests';

/** Rights that the answer tells of (Art. 15(1)(e), (f)). */
const RIGHTS = ['rectification', 'erasure', 'restriction', 'portability', 'objection', 'complaint GBA/APD'];

/** Everything that is held on a subject, and what of it they may take along. */
@Injectable()
export class Disclosures {
  constructor(
    private readonly records: CustomerRecords,
    private readonly freshness: Freshness,
    private readonly db: Pool,
    @InjectRepository(DataSubjectRequest) private readonly requests: Repository<DataSubjectRequest>,
    @Inject(EventStore) private readonly store: Pick<EventStore, 'readStream'>,
    private readonly types: EventTypes,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-carried-out`, `proof-outstanding`, `act-not-fitting` for other kinds of request */
  async of({ state }: OpenedRequest): Promise<Disclosed> {
    const { kind, subject } = state;
    if (kind !== 'access' && kind !== 'portability') throw new DomainError('act-not-fitting');
    requireProven(state);
    if (subject === undefined || !isCarriedOut(state)) throw new DomainError('not-carried-out');
    const record = await this.records.shown(subject, undefined);
    const now = this.clock.now();
    const catalogue = this.catalogues.current(now);
    const head = {
      request: state.id,
      on: brusselsDay(now),
      controller: catalogue.controller,
      contact: catalogue.controller.contact,
      policy: catalogue.version,
      subject,
    };
    return kind === 'portability'
      ? { format: 'inzage/portability/1', ...head, ...portable(record) }
      : { format: 'inzage/access/1', ...head, ...(await this.all(record)) };
  }

  private async all(record: CustomerRecord) {
    const { subject, version: _, recipients, ...held } = record;
    await this.freshness.of('register', undefined);
    await this.freshness.of('requests', undefined);
    const looks = [];
    for (const kind of ['looked', 'searched'] as const) {
      for await (const { entry } of allEntries(this.db, { subject, kind, knownAt: this.clock.now() })) {
        const { time, purpose, actor } = asShownToSubject(entry);
        looks.push({ time, kind, purpose, role: actor.role });
      }
    }
    return {
      ...held,
      recipients: recipients.map(one => ({ ...one, ...named(this.catalogues.recipient(one.recipient)) })),
      signIns: await this.signIns(subject),
      looks: looks.sort((a, b) => (a.time < b.time ? -1 : 1)),
      requests: (await requestsOf(this.requests, subject, { limit: 500 })).requests,
      purposes: purposesOf(record, this.catalogues, this.clock.now()),
      rights: RIGHTS,
      profiling: false,
    };
  }

  /** Sign-in addresses as long as their month's key lives (P06). */
  private async signIns(subject: Uuid): Promise<object[]> {
    const signedIn: { record: EventRecord; data: SignedIn }[] = [];
    const limit = 500;
    for (let from = 0, page = limit; page === limit; from += limit) {
      const stored = await this.store.readStream(accessStream(subject), { from, limit });
      page = stored.length;
      for (const one of stored) {
        if (one.type !== 'SignedIn') continue;
        const record = this.types.read(one);
        signedIn.push({ record, data: record.data as SignedIn });
      }
    }
    const opened = await this.vault.openAll(
      signedIn.map(({ record, data }) => ({ eventId: record.id, envelope: data.sealed })),
    );
    return signedIn.map(({ record, data }, i) => {
      const one = opened[i]!;
      return {
        time: record.time,
        purpose: data.purpose,
        basis: data.basis,
        ...(one.state === 'open' ? { ipAddress: one.values.ipAddress } : { erased: true }),
      };
    });
  }
}

/** Art. 20(1): provided by the person, and processed for a contract by automated means; nothing inferred or given by others. */
export function portable(record: CustomerRecord): {
  readonly data: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly domains: readonly Json[];
  readonly logins: readonly Json[];
} {
  const data: Record<string, Record<string, Json>> = {};
  for (const value of record.values) {
    if (value.basis !== 'A6-1-b' || value.source !== 'subject' || !('value' in value)) continue;
    (data[purposeName(value.purpose)] ??= {})[value.field] = value.value;
  }
  const domains: Json[] = [];
  const logins: Json[] = [];
  for (const link of record.links) {
    if (!('value' in link)) continue;
    if (link.kind === 'domain')
      domains.push({ domain: link.value.domain, role: link.role, since: link.since });
    if (link.kind === 'login') logins.push(link.value.login);
  }
  return { data, domains, logins };
}

/** Named recipients, not categories (CJEU C-154/21). */
function named(recipient: Recipient | undefined) {
  return recipient ? { name: recipient.name, role: recipient.role, country: recipient.country } : {};
}

/** Why what is held is held, and how long (Art. 15(1)(a), (d)): by the versions that it was recorded under (P21). */
function purposesOf(record: CustomerRecord, catalogues: Catalogues, at: Date) {
  const held = new Set([...record.values.map(({ purpose }) => purpose), 'fraud']);
  const purposes = [...held].flatMap(id => catalogues.purpose(id, at) ?? []);
  return purposes.map(({ id, label, basis, reason, retention }) => ({ id, label, basis, reason, retention }));
}
