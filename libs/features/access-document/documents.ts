import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { CustomerRecords } from '#features/records/customer-records';
import { Catalogues, instanceOf, type Purpose } from '#libs/catalogue';
import { EventStore, EventTypes, recordsOf, type EventRecord, type Position } from '#libs/event-store';
import { signInAddresses } from '#libs/features/access';
import { bodyOf } from '#libs/features/orders';
import type { CustomerRecord } from '#libs/features/records';
import { requestStream } from '#libs/features/requests';
import {
  HeldValues,
  leftOutOf,
  unsettledOf,
  type AllHeld,
  type LeavesOut,
  type Open,
} from '#libs/features/subjects';
import { brusselsDay, Clock, type Json, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import type { Entry } from '#libs/register';
import { allEntries } from '#libs/register/postgres';
import { Vault, type Sealed } from '#libs/vault';
import { ACCESS_FORMAT, type AccessDocument } from './answers';
import { happened, type Names } from './happened';
import { kept } from './retention';

/** Rights that the answer tells of (Art. 15(1)(e), (f)). */
const RIGHTS = ['rectification', 'erasure', 'restriction', 'portability', 'objection', 'complaint'];

/**
 * Makes the one document of all that is held on a person (Art. 15, P08): from the person's own stream, which has every
 * value that can still be read, and from the register, as the person may know it now (P16).
 */
@Injectable()
export class AccessDocuments {
  constructor(
    private readonly db: Pool,
    @Inject(EventStore) private readonly store: Pick<EventStore, 'readStream'>,
    private readonly types: EventTypes,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly records: CustomerRecords,
    private readonly values: HeldValues,
    private readonly freshness: Freshness,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found` for a subject that nobody is registered under, `subject-erased`, `projection-behind` */
  async of(subject: Uuid, position?: Position): Promise<AccessDocument> {
    const record = await this.records.shown(subject, position);
    await this.freshness.of('register', position);
    await this.freshness.of('sign-ins', position);
    const now = this.clock.now();
    const entries: Entry[] = [];
    for await (const { entry } of allEntries(this.db, { subject, knownAt: now })) entries.push(entry);
    const said = happened(entries, this.names());
    const { held, open } = await this.values.of(subject);
    const values = this.valuesOf({ held, open, leavesOut: leftOutOf(held, open) }, record, now);
    const links = this.links(held, open);
    const { signIns, requests, ...rest } = said;
    const named = [
      ...values.map(({ purpose }) => purpose),
      ...[
        ...rest.sharings,
        ...rest.disclosures,
        ...rest.uses,
        ...rest.looks,
        ...signIns,
        ...rest.history,
      ].map(({ purpose }) => purpose),
      ...record.objections.map(({ purpose }) => purpose),
    ];
    const { name, contact, country } = this.catalogues.current(now).controller;
    const { payment, erasure } = record;
    return {
      format: ACCESS_FORMAT,
      on: brusselsDay(now),
      controller: { name, contact, country },
      policy: this.catalogues.current(now).version,
      subject,
      kind: record.kind,
      registered: record.registered,
      accepted: record.policy,
      version: record.version,
      purposes: this.purposes(named, now),
      values,
      links,
      services: record.services.map(({ service: _, link: _link, since: _since, ...service }) => service),
      documents: record.documents.map(({ since: _, ...accepted }) => accepted),
      ...(payment && { payment: { ...payment, ...this.bankOf(payment.instance) } }),
      restrictions: record.restrictions.map(({ ground, since }) => ({ ground, since })),
      objections: record.objections.map(({ purpose, status, since }) => ({ purpose, status, since })),
      ...(erasure && {
        erasure: {
          begun: erasure.begun,
          kept: erasure.kept.map(({ purpose, until }) => ({ purpose, until })),
        },
      }),
      ...rest,
      signIns: await this.addresses(signIns),
      requests: await Promise.all(
        requests.map(async each => ({ ...each, ...(await this.written(each.request)) })),
      ),
      leftOut: {
        values: values.filter(({ leftOut }) => leftOut).length,
        unsettled: unsettledOf(held.ofOthers),
        mediations: rest.mediations.length,
      },
      rights: RIGHTS,
      profiling: false,
    };
  }

  /** Values now, then those of before that can still be read; of an erased subject those that a law keeps. */
  private valuesOf(
    { held, open, leavesOut }: { readonly held: AllHeld; readonly open: Open; readonly leavesOut: LeavesOut },
    record: CustomerRecord,
    now: Date,
  ): AccessDocument['values'] {
    return held.versions.flatMap((each): AccessDocument['values'] => {
      const { envelope: _, event: _event, gone: _gone, field, ...rest } = each;
      const values = open(each);
      if (!values && (each.replaced !== undefined || record.erasure)) return [];
      const purpose = this.catalogues.purpose(each.purpose, now);
      const shown = leavesOut(each)
        ? { leftOut: true as const }
        : values
          ? { value: values[field]! }
          : { erased: true as const };
      return [{ field, ...shown, ...rest, ...(purpose && { kept: kept(purpose, each.since, record) }) }];
    });
  }

  private links({ links }: AllHeld, open: Open): AccessDocument['links'] {
    return links.flatMap((each): AccessDocument['links'] => {
      const { envelope: _, event: _event, gone: _gone, ...rest } = each;
      const value = open(each);
      if (!value && each.ended !== undefined) return [];
      return [{ ...rest, ...(value ? { value } : { erased: true as const }) }];
    });
  }

  private purposes(named: readonly (string | undefined)[], now: Date): AccessDocument['purposes'] {
    const purposes: Record<string, AccessDocument['purposes'][string]> = {};
    for (const id of new Set(named)) {
      const found: Purpose | undefined = id === undefined ? undefined : this.catalogues.purpose(id, now);
      if (!found) continue;
      const { label, reason, basis, retention } = found;
      const { after, duration, source, decidedBy } = retention;
      purposes[found.id] = { label, reason, basis, retention: { after, duration, source, decidedBy } };
    }
    return purposes;
  }

  private bankOf(instance: string | undefined): { readonly name?: string } {
    const bank = this.catalogues.recipient('bank');
    const name = instance === undefined || !bank ? undefined : instanceOf(bank, instance)?.name;
    return name === undefined ? {} : { name };
  }

  private names(): Names {
    return {
      received: (recipient, instance) => {
        const found = this.catalogues.recipient(recipient);
        if (!found) return { name: recipient };
        const which = instance === undefined ? undefined : instanceOf(found, instance);
        return {
          name: which?.name ?? found.name,
          role: found.role,
          country: which?.country ?? found.country,
        };
      },
      body: body => bodyOf(body)?.name ?? body,
    };
  }

  /** Sign-in addresses as long as their month's key lives (P06). */
  private async addresses(
    signIns: readonly { readonly event: Uuid; readonly time: string; readonly purpose: string }[],
  ): Promise<AccessDocument['signIns']> {
    const addresses = await signInAddresses(
      this.db,
      this.vault,
      signIns.map(({ event }) => event),
    );
    return signIns.map(({ event, time, purpose }) => ({ time, purpose, ...addresses.get(event)! }));
  }

  /**
   * What was asked, also before anybody knew who asked, what was written in a request and its letters, and who to answer,
   * while its key lives.
   */
  private async written(
    request: Uuid,
  ): Promise<Pick<AccessDocument['requests'][number], 'kind' | 'texts' | 'contact'>> {
    const events = await this.read(requestStream(request));
    const { kind } = events[0]!.data as { readonly kind: string };
    const sealed = events.flatMap(({ id, data }) => {
      const { sealed: envelope } = data as { readonly sealed?: Sealed };
      return envelope ? [{ eventId: id, envelope }] : [];
    });
    const texts: string[] = [];
    const contact: Record<string, Json> = {};
    for (const one of await this.vault.openAll(sealed)) {
      if (one.state !== 'open') continue;
      const { text, note, reference: _, values: _values, ...fields } = one.values;
      for (const each of [text, note]) if (typeof each === 'string') texts.push(each);
      Object.assign(contact, fields);
    }
    return { kind, texts, contact };
  }

  private async read(stream: string): Promise<EventRecord[]> {
    const events: EventRecord[] = [];
    for await (const record of recordsOf(this.store, this.types, stream)) events.push(record);
    return events;
  }
}
