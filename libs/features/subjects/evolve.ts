import type { Field } from '#libs/catalogue';
import { purposeName } from '#libs/catalogue';
import { markOf, withMark } from './duties/marks';
import type { SealedValues, Source, SubjectEvent, SubjectEventType } from './events';
import { erasureBegun, resealed } from './erased';
import { subjectStream, type HeldValue, type HeldValues, type Link, type SubjectState } from './state';

/** Events that leave the record as it is: a use, a sharing, a transfer's beginning, values under another key, an end. */
const RECORD_STAYS: ReadonlySet<SubjectEventType> = new Set([
  'DataShared',
  'SharingFailed',
  'RenewalContacted',
  'DomainTransferBegun',
  'DomainTransferFailed',
  'LiftingAnnounced',
  'ErasureApproved',
  'OtherPersonMarked',
  'OtherPersonSettled',
  'DataResealed',
  'DataErased',
  'SubjectErased',
  'TellingPrepared',
  'RecipientTold',
  'RecipientConfirmed',
  'TellingFailed',
  'WaiverProposed',
  'DutyWaived',
  'DutyLapsed',
  'DutyKeyEnded',
]);

/** Whether an event of this type counts in the record's version, which If-Match compares. */
export function changesRecord(type: SubjectEventType): boolean {
  return !RECORD_STAYS.has(type);
}

/**
 * The state after one more event. Pure and total: whatever the history, it answers a state and never throws.
 * Whether an event may happen was decided before; here it has happened.
 */
export function evolve(state: SubjectState, event: SubjectEvent, _revision?: number): SubjectState {
  const latest = markOf(event);
  const marked = latest ? { ...state, marks: withMark(state.marks, latest) } : state;
  const next = applied(marked, event);
  return changesRecord(event.type) ? { ...next, version: state.version + 1 } : next;
}

// eslint-disable-next-line max-lines-per-function -- one case for each event, none of them long
function applied(state: SubjectState, event: SubjectEvent): SubjectState {
  switch (event.type) {
    case 'SubjectRegistered': {
      const id = event.stream.slice(subjectStream('').length);
      const { kind, policy, oneName } = event.data;
      return { ...state, id, kind, policy, ...(oneName && { oneName }) };
    }
    case 'DataCollected':
    case 'DataCorrected': {
      const { source, purposes } = event.data;
      return { ...state, purposes: withValues(state, event, purposes, () => source) };
    }
    case 'DataUsedFurther': {
      // Who gave a value stays who gave it, for whatever it is used further.
      const from = heldFor(state, purposeName(event.data.from));
      const source = (field: Field): Source => from[field]?.source ?? 'subject';
      return { ...state, purposes: withValues(state, event, event.data.purposes, source) };
    }
    case 'ServiceStarted': {
      const { service, serviceType: type, ...rest } = event.data;
      return { ...state, services: { ...state.services, [service]: { type, ...rest } } };
    }
    case 'ServiceRenewed': {
      const { service, renewsOn } = event.data;
      return { ...state, services: changed(state.services, service, { renewsOn }) };
    }
    case 'ServiceEnded': {
      const { service, on: endsOn } = event.data;
      return { ...state, services: changed(state.services, service, { endsOn }) };
    }
    case 'LoginLinked':
      return linked(state, event.data.link, { kind: 'login', value: valueOf(event) });
    case 'IdentityLinked':
      return linked(state, event.data.link, { kind: 'identity', value: valueOf(event) });
    case 'DomainLinked': {
      const { link, role, extension, transfer } = event.data;
      const value = valueOf(event);
      return linked(state, link, { kind: 'domain', role, extension, value, ...(transfer && { transfer }) });
    }
    case 'LoginUnlinked':
    case 'IdentityUnlinked':
      return unlinked(state, event.data.link);
    case 'DomainUnlinked': {
      const { link, transfer } = event.data;
      const transfers = transfer
        ? changed(state.transfers, transfer, { status: 'completed' })
        : state.transfers;
      return { ...unlinked(state, link), transfers };
    }
    case 'DomainTransferBegun': {
      const { transfer, link, to } = event.data;
      return { ...state, transfers: { ...state.transfers, [transfer]: { link, to, status: 'under-way' } } };
    }
    case 'DomainTransferFailed':
      return { ...state, transfers: changed(state.transfers, event.data.transfer, { status: 'failed' }) };
    case 'DocumentAccepted': {
      const { document, version, on } = event.data;
      const versions = { ...state.accepted[document], [version]: on };
      return { ...state, accepted: { ...state.accepted, [document]: versions } };
    }
    case 'PaymentMethodChosen':
      return { ...state, payment: event.data };
    case 'PaymentMethodDropped':
      return event.data.method === state.payment?.method ? { ...state, payment: null } : state;
    case 'DataShared': {
      const { sharing, recipient, instance, purpose, link, versions } = event.data;
      const latest = {
        sharing,
        recipient,
        purpose,
        versions,
        ...(instance !== undefined && { instance }),
        ...(link !== undefined && { link }),
      };
      return { ...state, sharings: { latest, earlier: state.sharings } };
    }
    case 'SharingFailed': {
      const { sharing, reason } = event.data;
      return { ...state, failedSharings: { ...state.failedSharings, [sharing]: reason } };
    }
    case 'RenewalContacted':
    // What duties come to follows from their marks.
    case 'TellingPrepared':
    case 'RecipientTold':
    case 'RecipientConfirmed':
    case 'TellingFailed':
    case 'WaiverProposed':
    case 'DutyWaived':
    case 'DutyLapsed':
    case 'DutyKeyEnded':
      return state;
    case 'ProcessingRestricted': {
      const { restriction, ...rest } = event.data;
      return {
        ...state,
        restrictions: { ...state.restrictions, [restriction]: { ...rest, since: event.time } },
      };
    }
    case 'LiftingAnnounced': {
      const { restriction, reason } = event.data;
      return {
        ...state,
        restrictions: changed(state.restrictions, restriction, { announced: reason }),
      };
    }
    case 'RestrictionLifted':
      return { ...state, restrictions: without(state.restrictions, event.data.restriction) };
    case 'ObjectionRaised': {
      const { objection, purpose, request } = event.data;
      const raised = { purpose: purposeName(purpose), status: 'pending', since: event.time } as const;
      return {
        ...state,
        objections: { ...state.objections, [objection]: { ...raised, ...(request && { request }) } },
      };
    }
    case 'ObjectionSettled': {
      const { objection, outcome } = event.data;
      const objections =
        outcome === 'upheld'
          ? changed(state.objections, objection, { status: 'upheld' })
          : without(state.objections, objection);
      return { ...state, objections };
    }
    case 'ErasureApproved': {
      const { approval, ...ground } = event.data;
      const approved = { ...ground, by: event.actor.id, since: event.time };
      return { ...state, approvals: { ...state.approvals, [approval]: approved } };
    }
    case 'OtherPersonMarked': {
      const { mark, ...value } = event.data;
      return { ...state, ofOthers: { ...state.ofOthers, [mark]: value } };
    }
    case 'OtherPersonSettled': {
      const { mark, outcome } = event.data;
      return { ...state, ofOthers: changed(state.ofOthers, mark, { outcome }) };
    }
    case 'ErasureBegun':
      return erasureBegun(state, event);
    case 'DataResealed':
      return resealed(state, event);
    case 'DataErased':
    case 'SubjectErased': {
      const { erasure, epoch } = event.data;
      const erasures = changed(state.erasures, erasure, { fenced: { at: event.time, epoch } });
      return { ...state, erasures, ...(event.type === 'SubjectErased' && { erasure: 'erased' as const }) };
    }
    default: {
      // A type that this program does not know stops the reader before it comes here (event store's registry).
      event satisfies never;
      return state;
    }
  }
}

export function heldFor(state: SubjectState, purpose: string): HeldValues {
  return state.purposes[purpose] ?? {};
}

function withValues(
  state: SubjectState,
  event: SubjectEvent,
  groups: readonly SealedValues[],
  source: (field: Field) => Source,
): SubjectState['purposes'] {
  const purposes: Record<string, HeldValues> = { ...state.purposes };
  for (const { purpose, basis, versions, sealed } of groups) {
    const held: Partial<Record<Field, HeldValue>> = { ...purposes[purposeName(purpose)] };
    for (const [name, version] of Object.entries(versions)) {
      const field = name as Field;
      held[field] = {
        version,
        event: event.id,
        sealed,
        commitment: sealed.commitments[field] ?? '',
        purpose,
        basis,
        source: source(field),
        since: event.time,
      };
    }
    purposes[purposeName(purpose)] = held;
  }
  return purposes;
}

function valueOf(event: Extract<SubjectEvent, { type: `${string}Linked` }>): NonNullable<Link['value']> {
  return { event: event.id, sealed: event.data.sealed };
}

function linked(state: SubjectState, id: string, link: Link): SubjectState {
  return { ...state, links: { ...state.links, [id]: link } };
}

function unlinked(state: SubjectState, id: string): SubjectState {
  const link = state.links[id];
  if (!link) return state;
  const { value: _value, ...ended } = link;
  return { ...state, links: { ...state.links, [id]: ended } };
}

function changed<T>(
  all: Readonly<Record<string, T>>,
  id: string,
  change: Partial<T>,
): Readonly<Record<string, T>> {
  const one = all[id];
  return one === undefined ? all : { ...all, [id]: { ...one, ...change } };
}

function without<T>(all: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  const { [id]: _gone, ...rest } = all;
  return rest;
}
