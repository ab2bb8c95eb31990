import { Type, type Static } from '@sinclair/typebox';
import {
  inEea,
  purposeName,
  purposeOf,
  recipientOf,
  sharingOf,
  type Catalogue,
  type Field,
  type Purpose,
  type PurposeRecipient,
  type Recipient,
} from '#libs/catalogue';
import { ToSeal, type Given } from '#libs/commands';
import { brusselsDay, DomainError, type Refusal } from '#libs/kernel';
import {
  event,
  required,
  requirePurpose,
  requireSubject,
  requireUnrestricted,
  type Current,
  type SubjectDecided,
} from '../decisions';
import { heldRefs, type HeldRef } from '../opened';
import type { Address } from '../vocabulary/address';
import { requireConditions, unmet } from '../conditions';
import { heldIn, isOpen, periodOf } from '../purposes';
import type { HeldValues, SubjectState } from '../state';
import { mustHold } from '../values';
import { parseReference } from '../vocabulary/reference';
import { CatalogueName, closed, Id, Reference } from '../vocabulary/schemas';

/** Any text passes the shape, so that an unlisted recipient is refused on record (P14); it is neither kept nor echoed. */
const RecipientName = Type.String({
  maxLength: 200,
  description: 'A recipient of the catalogue, or an instance of it.',
});

/** Shares what a recipient needs for a purpose, and nothing else (P10–P14). What goes out: {@link payloadOf}. */
export const ShareBody = closed({
  purpose: CatalogueName,
  recipient: RecipientName,
  instance: Type.Optional(RecipientName),
  link: Type.Optional(Id),
  reference: Type.Optional(Reference),
  transit: Type.Optional(
    Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 256 }), {
      maxProperties: 16,
      description: 'Attributes that the catalogue names for this recipient: passed through, never kept.',
    }),
  ),
});
export type Share = Static<typeof ShareBody>;

/** What to open before the decision: the address, where an attribute is needed of those who live elsewhere. */
export function heldForShare(state: SubjectState, command: Share, catalogue: Catalogue): HeldRef[] {
  const purpose = purposeOf(catalogue, command.purpose);
  const sharing = purpose && sharingOf(purpose, command.recipient);
  const asks = sharing?.transit.some(each => each.requiredWhen !== undefined);
  return purpose && asks ? heldRefs(state, ['address'], [purposeName(purpose.id)]) : [];
}

export function decideShare(
  state: SubjectState,
  command: Share,
  given: Given,
  catalogue: Catalogue,
  current: Current,
): SubjectDecided[] {
  requireSubject(state);
  const day = brusselsDay(given.now);
  const { recipient, purpose, sharing, instance } = requireRecipient(state, command, catalogue);
  requireConditions(state, { ...command, instance }, { purpose, sharing, catalogue, day });
  if (!isOpen(state, purpose, day)) {
    throw unmet('purpose-closed', 'purpose-open', purpose, recipient.id, { purpose: purpose.id });
  }
  requireUnrestricted(state);
  const held = heldIn(state, purpose, day);
  const fields = fieldsToShare(state.kind, purpose, sharing, held);
  const address = current(purposeName(purpose.id), 'address') as Address | undefined;
  const transit = requireTransit(sharing, Object.keys(command.transit ?? {}), state.kind, address);
  const { link, reference } = command;
  const period = periodOf(purpose.period, day);
  return [
    event('DataShared', {
      sharing: given.id('sharing'),
      recipient: recipient.id,
      ...(instance !== undefined && { instance }),
      purpose: purpose.id,
      basis: purpose.basis,
      ...(link !== undefined && { link }),
      versions: pick(fields, field => held[field]!.version),
      commitments: pick(fields, field => held[field]!.commitment),
      transit,
      ...(recipient.transferGround !== undefined && { transferGround: recipient.transferGround }),
      ...(reference !== undefined && {
        sealed: new ToSeal(purposeName(purpose.id), period, {
          reference: required(parseReference(reference), '/reference'),
        }),
      }),
    }),
  ];
}

/** P14: a recipient of the catalogue, for this purpose, by name where it is one of many. All else is refused on record. */
function requireRecipient(
  state: SubjectState,
  command: Share,
  catalogue: Catalogue,
): { recipient: Recipient; purpose: Purpose; sharing: PurposeRecipient; instance: string | undefined } {
  const refuse = (
    code: 'recipient-unknown' | 'recipient-not-for-purpose' | 'instance-unknown',
    refusal: Omit<Refusal, 'reason'>,
  ) => new DomainError(code, {}, { reason: 'third-party', ...refusal });
  const recipient = recipientOf(catalogue, command.recipient);
  if (!recipient) {
    const purpose = purposeOf(catalogue, command.purpose)?.id;
    throw refuse('recipient-unknown', { recipient: 'unlisted', ...(purpose && { purpose }) });
  }
  const purpose = requirePurpose(catalogue, command.purpose);
  const about = { purpose: purpose.id, recipient: recipient.id };
  const sharing = sharingOf(purpose, recipient.id);
  if (!sharing) throw refuse('recipient-not-for-purpose', about);
  const chosen = purpose.opening.payment === state.payment?.method ? state.payment?.instance : undefined;
  const instance = command.instance ?? (recipient.instances ? chosen : undefined);
  const listed = recipient.instances?.some(({ id }) => id === instance) ?? instance === undefined;
  if (!listed) throw refuse('instance-unknown', about);
  return { recipient, purpose, sharing, instance };
}

/** Names of the attributes that pass through: those that the catalogue knows, with all that this subject needs. */
function requireTransit(
  sharing: PurposeRecipient,
  names: readonly string[],
  kind: SubjectState['kind'],
  address: Address | undefined,
): string[] {
  const attributes = sharing.transit.map(({ name }) => name);
  if (names.some(name => !attributes.includes(name)))
    throw new DomainError('transit-not-allowed', { attributes });
  const livesOutside = kind === 'natural-person' && address !== undefined && !inEea(address.country);
  const missing = sharing.transit
    .filter(each => each.required || (each.requiredWhen === 'residence-outside-eea' && livesOutside))
    .map(({ name }) => name)
    .filter(name => !names.includes(name));
  if (missing.length > 0) throw new DomainError('transit-missing', { attributes: missing });
  return [...names].sort();
}

/** The recipient's fields, all of them held; those that are optional for it, where held. */
function fieldsToShare(
  kind: NonNullable<SubjectState['kind']>,
  purpose: Purpose,
  sharing: PurposeRecipient,
  held: HeldValues,
): Field[] {
  const spared = purpose.required.filter(field => !mustHold(purpose, kind).includes(field));
  const needed = sharing.fields.filter(field => !spared.includes(field));
  const missing = needed.filter(field => !held[field]);
  if (missing.length > 0)
    throw new DomainError('field-missing', { purpose: purpose.id, fields: missing.sort() });
  return [...needed, ...(sharing.optional ?? []).filter(field => held[field] && !spared.includes(field))];
}

function pick<T>(fields: readonly Field[], value: (field: Field) => T): Partial<Record<Field, T>> {
  return Object.fromEntries(fields.map(field => [field, value(field)]));
}
