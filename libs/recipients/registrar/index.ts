import { Type, type Static } from '@sinclair/typebox';
import { contactCreate, contactUpdate } from '../epp/command';
import { eppContact, EppContactSchema } from '../epp/contact';
import type { Format } from '../format';
import { ASCII } from '../repertoires';

/** Holder of a name that another registrar registers, such as one under .com (P10): RFC 5733 and no more, in ASCII. */
export const RegistrarSchema = Type.Object(
  {
    format: Type.Literal('epp-contact'),
    domain: Type.Optional(Type.String()),
    contact: EppContactSchema,
  },
  { $id: 'RegistrarPayload' },
);
type Payload = Static<typeof RegistrarSchema>;

export const registrar: Format<Payload> = {
  payload: making => ({
    format: 'epp-contact',
    ...making.domain,
    contact: eppContact(making, { type: 'int', repertoire: ASCII, name: 255, org: 255 }),
  }),
  documents: {
    'epp-create': ({ contact }, asked) => contactCreate(contact, asked),
    'epp-update': ({ contact }, asked) => contactUpdate(contact, asked, true),
  },
};
