import { Injectable } from '@nestjs/common';
import { AccessDocuments } from '#features/access-document/documents';
import { CustomerRecords } from '#features/records/customer-records';
import { Catalogues } from '#libs/catalogue';
import type { AccessDocument } from '#libs/features/access-document';
import { given } from '#libs/features/records';
import { HeldValues } from '#libs/features/subjects';
import { portable, type PortabilityDocument } from '#libs/features/portability';
import { Clock, DomainError, type Uuid } from '#libs/kernel';
import { isCarriedOut, requireProven } from './guards';
import { requireSettledMarks } from './truth';
import type { OpenedRequest } from './requests';

/** An access document that answers a request. */
export type AccessAnswer = AccessDocument & { readonly request: Uuid };

/** What answers a request: everything that is held on a subject, or what of it they may take along. */
@Injectable()
export class Disclosures {
  constructor(
    private readonly records: CustomerRecords,
    private readonly documents: AccessDocuments,
    private readonly values: HeldValues,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `not-carried-out`, `proof-outstanding`, `act-not-fitting` for other kinds of request;
   *   `other-person-unsettled`
   */
  async of(opened: OpenedRequest): Promise<AccessAnswer | PortabilityDocument> {
    const { kind } = opened.state;
    if (kind !== 'access' && kind !== 'portability') throw new DomainError('act-not-fitting');
    return kind === 'access' ? this.access(opened) : this.portability(opened);
  }

  async access({ state }: OpenedRequest): Promise<AccessAnswer> {
    const document = await this.documents.of(answerable(state, 'access'));
    requireSettledMarks(document.leftOut.unsettled);
    return { ...document, request: state.id };
  }

  async portability({ state }: OpenedRequest): Promise<PortabilityDocument> {
    const subject = answerable(state, 'portability');
    const record = await this.records.shown(subject, undefined);
    const { leavesOut, unsettled } = await this.values.leftOut(subject);
    requireSettledMarks(unsettled);
    const now = this.clock.now();
    return portable(given(record, leavesOut), this.catalogues.current(now), state.id, now);
  }
}

/** Whose request it is, where it can be answered with what is held. */
function answerable(state: OpenedRequest['state'], kind: 'access' | 'portability'): Uuid {
  if (state.kind !== kind) throw new DomainError('act-not-fitting');
  requireProven(state);
  if (state.subject === undefined || !isCarriedOut(state)) throw new DomainError('not-carried-out');
  return state.subject;
}
