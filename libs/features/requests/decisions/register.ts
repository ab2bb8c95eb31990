import { Type, type Static } from '@sinclair/typebox';
import { purposeOf, type Catalogue, type Field } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { DomainError, type Json, type Uuid, type ValueError } from '#libs/kernel';
import { LANGUAGES } from '#libs/letters';
import { fieldSchemas, Id, parseField, Reference } from '#libs/features/subjects';
import { closed, oneOf } from '#libs/http/schema';
import { REQUEST_KINDS, type RequestChannel } from '../codes';
import type { RequestState } from '../state';
import {
  clockOf,
  event,
  FreeText,
  PURPOSE,
  receivedAt,
  ReceivedAt,
  sealed,
  type RequestDecided,
} from './shared';

const { familyName, givenName, address, telephone, email } = fieldSchemas;
/** Who asks and where the answer goes: for this request only, under its own key. */
export const Contact = closed({
  familyName: Type.Optional(familyName),
  givenName: Type.Optional(givenName),
  address: Type.Optional(address),
  telephone: Type.Optional(telephone),
  email: Type.Optional(email),
});
type Contact = Static<typeof Contact>;

export const RegisterRequestBody = closed({
  kind: oneOf(REQUEST_KINDS, {
    description:
      'A right of Art. 15 to 21, or a question about the policy (P20), which has no statutory clock.',
  }),
  channel: oneOf(['email', 'letter', 'telephone'], {
    description: 'A change is asked for in writing: by telephone a rectification is refused (P18).',
  }),
  receivedAt: Type.Optional(ReceivedAt),
  subject: Type.Optional(Id),
  requester: Type.Optional(
    oneOf(['former-customer', 'unknown'], { description: 'Who asks, where no subject is named.' }),
  ),
  contact: Type.Optional(Contact),
  language: Type.Optional(oneOf(LANGUAGES)),
  text: Type.Optional(FreeText),
  reference: Type.Optional(Reference),
  matter: Type.Optional(Id),
});
/** What a customer asks for in the application. */
export const OwnRequestBody = closed({
  kind: oneOf(REQUEST_KINDS),
  language: Type.Optional(oneOf(LANGUAGES)),
  text: Type.Optional(FreeText),
});
export type RegisterRequest = Omit<Static<typeof RegisterRequestBody>, 'channel'> & {
  readonly channel: RequestChannel;
};

/** @param subjectKnown whether the named subject is registered */
export function decideRegister(
  state: RequestState,
  command: RegisterRequest,
  given: Given,
  catalogue: Catalogue,
  subjectKnown: boolean,
): RequestDecided[] {
  if (state.kind !== undefined) throw new DomainError('request-exists');
  const { kind, channel, subject, language = 'nl', text, reference, matter } = command;
  if (channel === 'telephone' && kind === 'rectification')
    throw new DomainError('channel-not-allowed', { contact: catalogue.controller.contact });
  if (subject !== undefined && !subjectKnown) throw new DomainError('not-found');
  if (subject !== undefined && command.requester !== undefined)
    throw malformed({ pointer: '/requester', rule: 'not-with-subject' });
  const contact = contactOf(command.contact ?? {}, subject);
  const received = receivedAt(command.receivedAt, given);
  const purpose = purposeOf(catalogue, PURPOSE);
  if (!purpose) throw new DomainError('purpose-unknown');
  const clock = clockOf({ kind, receivedAt: received, pauses: [] });
  return [
    event('RequestRegistered', {
      kind,
      channel,
      requester: subject === undefined ? (command.requester ?? 'unknown') : 'customer',
      ...(subject && { subject }),
      receivedAt: received,
      language,
      purpose: purpose.id,
      basis: purpose.basis,
      ...(clock && { clock }),
      ...(matter && { matter }),
      ...sealed({ ...contact, text, reference }),
    }),
  ];
}

/** The answer must reach somebody: a known subject is reached by the record, anybody else by what is given. */
function contactOf(contact: Contact, subject: Uuid | undefined): Partial<Record<Field, Json>> {
  const errors: ValueError[] = [];
  const values: Partial<Record<Field, Json>> = {};
  for (const [name, value] of Object.entries(contact)) {
    const parsed = parseField(name as keyof Contact, value);
    if (parsed.ok) values[name as Field] = parsed.value;
    else errors.push({ pointer: ['/contact', name, parsed.at].filter(Boolean).join('/'), rule: parsed.rule });
  }
  if (errors.length > 0) throw malformed(...errors);
  if (subject === undefined) {
    if (!values.familyName) throw malformed({ pointer: '/contact/familyName', rule: 'missing' });
    if (!values.email && !values.address && !values.telephone)
      throw malformed({ pointer: '/contact', rule: 'no-way-to-answer' });
  }
  return values;
}

function malformed(...errors: readonly ValueError[]): DomainError {
  return new DomainError('malformed-value', { errors });
}

export const LinkBody = closed({ subject: Id });

/** Somebody who was not known as a subject turned out to be one: only once identity is shown (P08, P19). */
export function decideLink(
  state: RequestState,
  { subject }: Static<typeof LinkBody>,
  subjectKnown: boolean,
): RequestDecided[] {
  if (state.kind === undefined) throw new DomainError('not-found');
  if (state.status === 'closed') throw new DomainError('request-closed');
  if (state.subject === subject) return [];
  if (state.subject !== undefined) throw new DomainError('request-linked');
  if (!subjectKnown) throw new DomainError('not-found');
  if (state.identity !== 'verified') throw new DomainError('proof-outstanding');
  return [event('RequestLinked', { subject })];
}
