import { Type, type Static } from '@sinclair/typebox';
import { inEea } from '#libs/catalogue';
import { DomainError } from '#libs/kernel';
import type { Format } from '../format';
import type { Making } from '../making';
import { fullName } from '../phrases';
import { SEPA } from '../repertoires';
import type { PostalAddress } from '../types';
import { xml } from '../xml';

const text = Type.String();

/**
 * Debtor of a direct debit (P11): what `DrctDbtTxInf` of pain.008.001.08 has about them, by the message's own names and in
 * its order. No telephone number, no e-mail address, no country of residence.
 */
export const BankSchema = Type.Object(
  {
    format: Type.Literal('sepa-debtor'),
    PmtId: Type.Optional(Type.Object({ EndToEndId: text })),
    InstdAmt: Type.Optional(Type.Object({ Ccy: Type.Literal('EUR'), value: text })),
    DrctDbtTx: Type.Object({ MndtRltdInf: Type.Object({ MndtId: text, DtOfSgntr: text }) }),
    DbtrAgt: Type.Object({
      FinInstnId: Type.Union([
        Type.Object({ BICFI: text }),
        Type.Object({ Othr: Type.Object({ Id: Type.Literal('NOTPROVIDED') }) }),
      ]),
    }),
    Dbtr: Type.Object({
      Nm: text,
      PstlAdr: Type.Optional(
        Type.Object({
          StrtNm: text,
          BldgNb: Type.Optional(text),
          Room: Type.Optional(text),
          PstCd: Type.Optional(text),
          TwnNm: text,
          Ctry: text,
        }),
      ),
    }),
    DbtrAcct: Type.Object({ Id: Type.Object({ IBAN: text }) }),
  },
  { $id: 'BankPayload' },
);
type Payload = Static<typeof BankSchema>;

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.008.001.08';

/** Required attributes are there and well-formed: the catalogue says so, and the decision has checked it. */
function payload(making: Making): Payload {
  const iban = unspaced(making.transit('iban')!);
  const bic = making.transit('bic');
  const endToEndId = making.transit('endToEndId');
  const amount = making.transit('amount');
  // Inside the EEA the name is enough; elsewhere the schemes want a structured address.
  const address = inEea(iban.slice(0, 2)) ? undefined : making.value('address');
  return {
    format: 'sepa-debtor',
    ...(endToEndId !== undefined && { PmtId: { EndToEndId: endToEndId } }),
    ...(amount !== undefined && { InstdAmt: { Ccy: 'EUR' as const, value: euros(amount) } }),
    DrctDbtTx: {
      MndtRltdInf: {
        MndtId: making.transit('mandateReference')!,
        DtOfSgntr: making.transit('mandateDate')!,
      },
    },
    DbtrAgt: {
      FinInstnId: bic === undefined ? { Othr: { Id: 'NOTPROVIDED' as const } } : { BICFI: unspaced(bic) },
    },
    Dbtr: {
      Nm: fullName(making, { repertoire: SEPA, max: 70 }),
      ...(address && { PstlAdr: postalAddress(making, address) }),
    },
    DbtrAcct: { Id: { IBAN: iban } },
  };
}

function postalAddress(making: Making, address: PostalAddress): NonNullable<Payload['Dbtr']['PstlAdr']> {
  const { street, number, box, postalCode, city, country } = address;
  const part = (name: string, value: string, max: number): string =>
    making.text(`address/${name}`, value, { repertoire: SEPA, max });
  return {
    StrtNm: part('street', street, 70),
    ...(number !== undefined && { BldgNb: part('number', number, 16) }),
    ...(box !== undefined && { Room: part('box', box, 70) }),
    ...(postalCode !== undefined && { PstCd: part('postalCode', postalCode, 16) }),
    TwnNm: part('city', city, 35),
    Ctry: country,
  };
}

function unspaced(code: string): string {
  return code.replaceAll(' ', '').toUpperCase();
}

/** Hundredths as the message writes them: `1234.05`; at most 999999999.99. */
function euros(cents: string): string {
  if (cents.length > 11) {
    throw new DomainError('malformed-value', { errors: [{ pointer: '/transit/amount', rule: 'too-long' }] });
  }
  const digits = cents.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export const bank: Format<Payload> = {
  payload,
  documents: {
    'pain.008.001.08': ({ format: _, PmtId, InstdAmt, ...debtor }) => {
      // The message has no transaction without them (multiplicity 1..1).
      if (!PmtId || !InstdAmt) {
        const attributes = [...(PmtId ? [] : ['endToEndId']), ...(InstdAmt ? [] : ['amount'])];
        throw new DomainError('transit-missing', { attributes });
      }
      return {
        type: 'application/xml',
        text: xml({
          DrctDbtTxInf: {
            '@xmlns': NAMESPACE,
            PmtId,
            InstdAmt: { '@Ccy': InstdAmt.Ccy, '#': InstdAmt.value },
            ...debtor,
          },
        }),
      };
    },
  },
};
