import { applyDecorators } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Describe, Example, formOf, IsId, Passing } from '#libs/http/schema';
import {
  contractOf,
  countryOf,
  instanceOf,
  purposeName,
  purposeOf,
  recipientOf,
  sharedFields,
  sharingOf,
  transferGroundOf,
  type Catalogue,
  type Field,
  type Purpose,
  type PurposeRecipient,
  type Recipient,
} from '#libs/catalogue';
import { ToSeal } from '#libs/commands';
import { brusselsDay, DomainError, type Refusal, type Uuid } from '#libs/kernel';
import {
  AdjustmentSchema,
  AskedDocumentSchema,
  DocumentSchema,
  make,
  PayloadSchema,
  TransitSchema,
  type Adjustment,
  type AskedDocument,
  type Document,
  type RecipientPayload,
  type SharedValues,
} from '#libs/recipients';
import {
  event,
  required,
  requirePurpose,
  requireSubject,
  requireUnrestricted,
  type SubjectContext,
  type SubjectYields,
} from '../guards';
import { InTurn } from '../in-turn';
import { heldRefs, type HeldRef } from '../opened';
import type { Address } from '../vocabulary/address';
import { requireConditions, unmet } from '../conditions';
import { heldIn, isOpen, periodOf } from '../purposes';
import type { SubjectState } from '../state';
import { fieldsToShare, furtherFor } from '../share-fields';
import { requireBankOfAccount, requireTransit } from '../transit';
import { parseReference } from '../vocabulary/reference';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsCatalogueName, IsOwnReference, IsPlainId } from '../forms';
import { decideUseFurther } from './use-further';

/** Any text passes the shape, so that an unlisted recipient is refused on record (P14); it is neither kept nor echoed. */
const IsRecipientName = (): PropertyDecorator =>
  applyDecorators(
    Describe('A recipient of the catalogue, or an instance of it.'),
    IsString(),
    MaxLength(200),
  );
// What recipients take and get is described with their formats.
const IsTransit = formOf(TransitSchema);
const IsAskedDocument = formOf(AskedDocumentSchema);
const IsPayload = formOf(PayloadSchema);
const IsDocument = formOf(DocumentSchema);
const IsAdjustment = formOf(AdjustmentSchema);

@Example({
  purpose: 'bookkeeping',
  recipient: 'accounting-office',
  reference: 'invoice/2026-17',
  format: { kind: 'ubl-2.1' },
})
export class ShareBody {
  @IsCatalogueName()
  readonly purpose!: string;

  @IsRecipientName()
  readonly recipient!: string;

  @IsOptional()
  @IsRecipientName()
  readonly instance?: string;

  @IsOptional()
  @IsPlainId()
  readonly link?: Uuid;

  @Describe(
    "The caller's own reference; kept encrypted. A condition of the sharing may want a form of it: see `conditions` of the " +
      'catalogue, such as `invoice/2026-17` for bookkeeping.',
  )
  @IsOptional()
  @IsOwnReference()
  readonly reference?: string;

  @Passing()
  @IsOptional()
  @IsTransit()
  readonly transit?: Readonly<Record<string, string>>;

  @IsOptional()
  @IsAskedDocument()
  readonly format?: AskedDocument;
}

export class ShareAnswer {
  @IsOptional()
  @IsId()
  readonly sharing?: Uuid;

  @IsOptional()
  @IsString()
  readonly recipient?: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;

  @Describe('Fields that go out.')
  @IsOptional()
  @IsString({ each: true })
  readonly fields?: readonly string[];

  @IsOptional()
  @IsPayload()
  readonly payload?: RecipientPayload;

  @IsOptional()
  @IsDocument()
  readonly document?: Document;

  @Describe('What the recipient’s format made of the values.')
  @IsOptional()
  @IsAdjustment({ each: true })
  readonly adjustments?: readonly Adjustment[];
}

/**
 * What to open before the decision: all that the recipient's format may write, which shows whether it can, and what the
 * contract holds of what the purpose does not.
 */
export function heldForShare(
  state: SubjectState,
  body: ShareBody,
  { catalogue, now }: Pick<SubjectContext, 'catalogue' | 'now'>,
): HeldRef[] {
  const purpose = purposeOf(catalogue, body.purpose);
  const sharing = purpose && sharingOf(purpose, body.recipient);
  if (!sharing) return [];
  const held = heldIn(state, purpose, brusselsDay(now));
  const asks = sharing.transit.some(each => each.requiredWhen !== undefined);
  const fields = [...(sharing.format ? sharedFields(sharing) : []), ...(asks ? ['address'] : [])];
  const missing = [...purpose.required, ...sharedFields(sharing)].filter(field => !held[field]);
  const contract = contractOf(catalogue);
  return [
    ...(fields.length > 0 ? heldRefs(state, fields, [purposeName(purpose.id)]) : []),
    ...(missing.length > 0 && contract ? heldRefs(state, missing, [purposeName(contract.id)]) : []),
  ];
}

export function decideShare(
  state: SubjectState,
  body: ShareBody,
  context: Pick<SubjectContext, 'now' | 'id' | 'catalogue' | 'current'>,
): SubjectYields<'DataUsedFurther' | 'DataShared'> {
  requireSubject(state);
  const { catalogue, now } = context;
  const day = brusselsDay(now);
  const { recipient, purpose, sharing, instance } = requireRecipient(state, body, catalogue);
  requireConditions(state, { ...body, instance }, { purpose, sharing, catalogue, day });
  if (!isOpen(state, purpose, day)) {
    throw unmet('purpose-closed', 'purpose-open', purpose, recipient.id, { purpose: purpose.id });
  }
  // P11: the recipient is recorded by name, never as a kind.
  if (recipient.instances && instance === undefined) throw new DomainError('instance-unknown');
  requireUnrestricted(state);
  const turns = new InTurn(state, context);
  const further = furtherFor(state, body.transit ?? {}, { purpose, sharing }, context);
  if (further) turns.decide((so, given) => decideUseFurther(so, further, given));
  const to = { recipient, purpose, sharing, instance };
  turns.decide((so, { current }) => [shared(so, body, to, { ...context, current })]);
  return turns.events as SubjectYields<'DataUsedFurther' | 'DataShared'>;
}

interface To {
  readonly recipient: Recipient;
  readonly purpose: Purpose;
  readonly sharing: PurposeRecipient;
  readonly instance: string | undefined;
}

function shared(
  state: SubjectState,
  body: ShareBody,
  { recipient, purpose, sharing, instance }: To,
  { now, id, current }: Pick<SubjectContext, 'now' | 'id' | 'current'>,
): SubjectYields<'DataShared'>[number] {
  requireSubject(state);
  const { kind } = state;
  const day = brusselsDay(now);
  const held = heldIn(state, purpose, day);
  const address = current(purposeName(purpose.id), 'address') as Address | undefined;
  const { link, reference, transit = {} } = body;
  requireTransit(sharing, transit, kind, address);
  requireBankOfAccount(sharing, transit, { purpose, recipient, instance });
  const { fields, transit: passed } = requireRepresentable(
    sharing,
    {
      kind,
      fields: fieldsToShare(state, purpose, sharing, held, transit),
      transit,
    },
    field => current(purposeName(purpose.id), field),
    body.format && { ...body.format, sharing: id('sharing') },
  );
  const transferGround = transferGroundOf(recipient, countryOf(recipient, instance) ?? recipient.country);
  return event('DataShared', {
    sharing: id('sharing'),
    recipient: recipient.id,
    ...(instance !== undefined && { instance }),
    purpose: purpose.id,
    basis: purpose.basis,
    ...(link !== undefined && { link }),
    versions: pick(fields, field => held[field]!.version),
    commitments: pick(fields, field => held[field]!.commitment),
    transit: passed,
    ...(transferGround !== undefined && { transferGround }),
    ...(reference !== undefined && {
      sealed: new ToSeal(purposeName(purpose.id), periodOf(purpose.period, day), {
        reference: required(parseReference(reference), '/reference'),
      }),
    }),
  });
}

/** P14: a recipient of the catalogue, for this purpose, by name where it is one of many. All else is refused on record. */
function requireRecipient(
  state: SubjectState,
  command: ShareBody,
  catalogue: Catalogue,
): { recipient: Recipient; purpose: Purpose; sharing: PurposeRecipient; instance: string | undefined } {
  const refuse = (code: 'recipient-unknown' | 'instance-unknown', refusal: Omit<Refusal, 'reason'>) =>
    new DomainError(code, {}, { reason: 'third-party', ...refusal });
  const recipient = recipientOf(catalogue, command.recipient);
  if (!recipient) {
    const purpose = purposeOf(catalogue, command.purpose)?.id;
    throw refuse('recipient-unknown', { recipient: 'unlisted', ...(purpose && { purpose }) });
  }
  const purpose = requirePurpose(catalogue, command.purpose);
  const about = { purpose: purpose.id, recipient: recipient.id };
  const sharing = sharingOf(purpose, recipient.id);
  // A recipient of ours, and so no third party: this purpose does not share with it.
  if (!sharing) throw unmet('recipient-not-for-purpose', 'recipient-of-purpose', purpose, recipient.id, {});
  const chosen = purpose.opening.payment === state.payment?.method ? state.payment?.instance : undefined;
  const named = command.instance ?? (recipient.instances ? chosen : undefined);
  const instance = named === undefined ? undefined : instanceOf(recipient, named)?.id;
  if (named !== undefined && instance === undefined) throw refuse('instance-unknown', about);
  return { recipient, purpose, sharing, instance };
}

/**
 * Fields and attributes that the recipient's format takes: what it leaves out is not shared, and so not on record. A
 * payload, or a document of it, that cannot be made is refused before anything is recorded.
 */
function requireRepresentable(
  { format }: PurposeRecipient,
  given: {
    kind: NonNullable<SubjectState['kind']>;
    fields: Field[];
    transit: Readonly<Record<string, string>>;
  },
  value: (field: Field) => unknown,
  asked: Parameters<typeof make>[2],
): { fields: readonly Field[]; transit: readonly string[] } {
  const { kind, fields, transit } = given;
  if (!format && !asked) return { fields, transit: Object.keys(transit).sort() };
  const values = pick(fields, value);
  const unread = fields.filter(field => values[field] === undefined);
  if (unread.length > 0) throw new DomainError('field-missing', { fields: unread.sort() });
  return make(format, { kind, values: values as SharedValues, transit }, asked);
}

function pick<T>(fields: readonly Field[], value: (field: Field) => T): Partial<Record<Field, T>> {
  const picked: Partial<Record<Field, T>> = {};
  for (const field of fields) picked[field] = value(field);
  return picked;
}

/** Shares what a recipient needs for a purpose, and nothing else (P10–P14). What goes out: {@link payloadOf}. */
export class Share extends SubjectCommand<ShareBody, 'DataUsedFurther' | 'DataShared'> {}

@CommandHandler(Share)
export class ShareHandler implements ICommandHandler<Share> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: Share) {
    return this.subjects.run(command, {
      name: 'share',
      opens: heldForShare,
      decide: decideShare,
      actsFor: (_, { purpose, recipient }) => ({ purposes: [purpose], recipient }),
    });
  }
}
