import { Type, type Static } from '@sinclair/typebox';
import type { Making } from '../making';
import { eppTelephone, fullName, streetLine } from '../phrases';
import type { Repertoire } from '../repertoires';

/** RFC 5733's elements by their own names. */
export const EppContactSchema = Type.Object(
  {
    postalInfo: Type.Object({
      type: Type.Unsafe<'loc' | 'int'>(Type.String({ enum: ['loc', 'int'] })),
      name: Type.Optional(
        Type.String({
          description: 'Absent where the document does not carry it: an update that changes no name.',
        }),
      ),
      org: Type.Optional(Type.String({ description: 'Absent: a private person, to the registries.' })),
      addr: Type.Object({
        street: Type.Array(Type.String()),
        city: Type.String(),
        pc: Type.Optional(Type.String()),
        cc: Type.String(),
      }),
    }),
    voice: Type.String(),
    email: Type.String(),
  },
  { $id: 'EppContact' },
);
export type EppContact = Static<typeof EppContactSchema>;

interface Rules {
  readonly type: 'loc' | 'int';
  readonly repertoire: Repertoire;
  /** Code points; RFC 5733 has 255 for both. */
  readonly name: number;
  readonly org: number;
  /** Written for an address without postal code, where the registry cannot do without. */
  readonly noPostalCode?: string;
}

/** Longest street line and city, RFC 5733 section 4. */
const LINE = 255;

/** A holder as an EPP contact. A legal person, which has a name and no first name, is its own contact person. */
export function eppContact(making: Making, { type, repertoire, name, org, noPostalCode }: Rules): EppContact {
  const address = making.value('address');
  const { postalCode, country } = address;
  if (postalCode === undefined && noPostalCode !== undefined) making.mapped('address/postalCode');
  const pc = postalCode ?? noPostalCode;
  return {
    postalInfo: {
      type,
      name: fullName(making, { repertoire, max: name }),
      ...(!making.isPerson && {
        org: making.text('familyName', making.value('familyName'), { repertoire, max: org }),
      }),
      addr: {
        street: [streetLine(making, address, { repertoire, max: LINE })],
        city: making.text('address/city', address.city, { repertoire, max: LINE }),
        ...(pc !== undefined && { pc }),
        cc: country,
      },
    },
    voice: eppTelephone(making),
    email: making.value('email'),
  };
}

/** What an update carries that changes no name. */
export function withoutNames({ postalInfo, ...contact }: EppContact): EppContact {
  const { name: _name, org: _org, ...rest } = postalInfo;
  return { ...contact, postalInfo: rest };
}
