import type { EventRecord } from '#libs/event-store';
import { namedFields, type EntryDraft, type EntryField, type EntryFunctions } from '#libs/register';
import {
  orderOf,
  type DisclosedValue,
  type GroundEventData,
  type OrderEventData,
  type OrderLookEventData,
} from './events';

function entry(
  kind: EntryDraft['kind'],
  { stream }: EventRecord,
  about: EntryDraft['about'] = {},
): EntryDraft {
  return { kind, about: { order: orderOf(stream), ...about } };
}

/** Values by the purpose that they are held for; versions of one field that were disclosed together come apart. */
function groupsOf(
  values: readonly DisclosedValue[],
): { heldFor: string; fields: Record<string, EntryField> }[] {
  const groups: { heldFor: string; fields: Record<string, EntryField> }[] = [];
  for (const { heldFor, field, version, commitment } of values) {
    let group = groups.find(each => each.heldFor === heldFor && !(field in each.fields));
    if (!group) groups.push((group = { heldFor, fields: {} }));
    group.fields[field] = { commitment, version };
  }
  return groups;
}

/**
 * What the register says of orders (P16). Only a disclosure names its subject, and is hidden from them while the order is
 * secret (holds.ts); all else stands with no subject.
 */
export const orderEntries: EntryFunctions<OrderEventData & OrderLookEventData & GroundEventData> = {
  OrderRegistered: (data, record) => [
    {
      ...entry('order-registered', record, {
        deadline: data.deadline,
        digest: data.digest,
        from: data.period?.from,
        ground: data.ground,
        issuedOn: data.issuedOn,
        legitimacy: data.legitimacy,
        receivedOn: data.receivedOn,
        secrecy: data.secrecy?.ground,
        secrecyUntil: data.secrecy?.until,
        to: data.period?.to,
      }),
      purpose: data.purpose,
      basis: data.basis,
      recipient: data.body,
      fields: namedFields(data.fields),
    },
  ],
  OrderApproved: (_, record) => [entry('order-approved', record)],
  OrderRefused: (data, record) => [entry('order-refused', record, { reason: data.reason })],
  OrderWithdrawn: (_, record) => [entry('order-withdrawn', record)],
  OrderDisclosed: (data, record) => {
    const { subject, body: recipient, purpose, basis, ground, values, signIns } = data;
    const disclosed = { ...entry('disclosed', record, { ground }), subject, recipient, purpose, basis };
    const parts: EntryDraft[] = groupsOf(values).map(({ heldFor, fields }) => ({
      ...disclosed,
      fields,
      about: { ...disclosed.about, heldFor },
    }));
    if (signIns.length > 0)
      parts.push({
        ...disclosed,
        fields: { ipAddress: {} },
        about: { ...disclosed.about, signIns: signIns.map(({ event }) => event) },
      });
    return parts.length > 0 ? parts : [disclosed];
  },
  SecrecyExtended: ({ until }, record) => [entry('secrecy-extended', record, { secrecyUntil: until })],
  SecrecyLifted: (_, record) => [entry('secrecy-lifted', record)],
  GroundConfirmed: ({ ground, source, readOn, fields }) => [
    {
      kind: 'ground-confirmed',
      fields: namedFields(fields),
      about: { ground, readOn, source },
    },
  ],
  OrderLooked: ({ purpose, basis }, { stream }) => [
    { kind: 'looked', purpose, basis, about: { order: stream.slice('look-order-'.length), view: 'order' } },
  ],
};
