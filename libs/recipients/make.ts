import { Type, type Static } from '@sinclair/typebox';
import type { Field, RecipientFormat } from '#libs/catalogue';
import { DomainError } from '#libs/kernel';
import { accountingOffice, AccountingOfficeSchema } from './accounting-office';
import { bank, BankSchema } from './bank';
import { dnsBelgium, DnsBelgiumSchema } from './dns-belgium';
import { eurid, EuridSchema } from './eurid';
import type { Asked, Format } from './format';
import { ogone, OgoneSchema } from './ingenico/ogone';
import { worldlineDirect, WorldlineSchema } from './ingenico/worldline-direct';
import { Making } from './making';
import { registrar, RegistrarSchema } from './registrar';
import type { DocumentKind, Made, SharedData } from './types';

/** What a recipient gets whose format the catalogue does not say: the fields by their own names. */
export const PlainSchema = Type.Object(
  {
    fields: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Exactly what the catalogue says, by field.',
    }),
    domain: Type.Optional(Type.String()),
    transit: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'As it came in; it is not kept.' }),
    ),
  },
  { $id: 'PlainPayload' },
);
type Plain = Static<typeof PlainSchema>;

export const PayloadSchema = Type.Union(
  [
    DnsBelgiumSchema,
    EuridSchema,
    RegistrarSchema,
    BankSchema,
    OgoneSchema,
    WorldlineSchema,
    AccountingOfficeSchema,
    PlainSchema,
  ],
  {
    $id: 'RecipientPayload',
    description: 'The least that the recipient needs, as it reads it; `format` says which.',
  },
);
export type RecipientPayload = Static<typeof PayloadSchema>;

const FORMATS: { readonly [F in RecipientFormat]: Format<Extract<RecipientPayload, { format: F }>> } = {
  'epp-dnsbe': dnsBelgium,
  'epp-eurid': eurid,
  'epp-contact': registrar,
  'sepa-debtor': bank,
  ogone,
  'worldline-direct': worldlineDirect,
  'ubl-customer': accountingOffice,
};

/**
 * What goes to a recipient, in its own format. The same data makes the same, always.
 * @throws DomainError `value-not-representable`, `transit-missing`, `field-missing`; `format-not-available`,
 *   `format-extension-missing`, `malformed-value` for a document that cannot be had so
 */
export function make(
  format: RecipientFormat | undefined,
  data: SharedData,
  asked?: Asked,
): Made<RecipientPayload> {
  if (format === undefined) return plain(data, asked);
  const form = FORMATS[format] as Format<RecipientPayload>;
  const making = new Making(data);
  const payload = form.payload(making);
  if (!asked) return { payload, ...making.account() };
  const serialise = form.documents[asked.kind];
  if (!serialise) return notAvailable(Object.keys(form.documents) as DocumentKind[]);
  const document = serialise(payload, asked, making);
  const carried = form.carried?.[asked.kind]?.(payload) ?? payload;
  return { payload: carried, document, ...making.account() };
}

function plain({ values, transit, domain }: SharedData, asked: Asked | undefined): Made<Plain> {
  if (asked) return notAvailable([]);
  const names = Object.keys(transit).sort();
  return {
    payload: {
      // By name: how they were read must make no difference to what goes out.
      fields: Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))),
      ...(domain !== undefined && { domain }),
      ...(names.length > 0 && { transit: { ...transit } }),
    },
    adjustments: [],
    fields: Object.keys(values).sort() as Field[],
    transit: names,
  };
}

function notAvailable(kinds: readonly DocumentKind[]): never {
  throw new DomainError('format-not-available', { kinds: [...kinds] });
}
