import { Type, type TLiteral, type TUnion } from '@sinclair/typebox';
import { DAY_PATTERN, listed } from '#libs/kernel';
import { FIELDS } from './fields';
import { RECIPIENT_FORMATS } from './formats';
import {
  CONDITIONS,
  TRANSIT_FORMS,
  type Catalogue,
  type Condition,
  type Purpose,
  type TransitForm,
} from './types';

/**
 * The shape of a catalogue as data (`types.ts` says what each member means; a test holds the two together).
 * What a single value must look like is here; whether the values agree with each other is `check.ts`.
 */

function oneOf<const V extends readonly string[]>(...values: V) {
  return Type.Union(values.map(value => Type.Literal(value))) as unknown as TUnion<{
    -readonly [K in keyof V]: TLiteral<V[K]>;
  }>;
}

/** A version by the first day of its policy, with a number from the second text of it on. Routes take no other (P21). */
export const VERSION_PATTERN = '^[0-9]{4}-[0-9]{2}-[0-9]{2}(\\.[1-9][0-9]{0,5})?$';

/** What somebody writes. It is in the log for ever, so no place for more than rules and their reasons. */
const Words = Type.String({ maxLength: 2_000 });

const closed = { additionalProperties: false };
const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 });
const PurposeId = Type.String({ pattern: '^[a-z]+(-[a-z]+)*/[1-9][0-9]*$', maxLength: 64 });
const Day = Type.String({ pattern: DAY_PATTERN });
const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' });
const Term = Type.String({ pattern: '^(dpv|pd):[A-Za-z0-9-]+$' });
const Promises = Type.Array(Type.String({ pattern: '^P(0[1-9]|1[0-9]|2[0-2])$' }));
const DocumentName = Type.String({ pattern: '^[a-z]+(:[a-z0-9.-]+)?$', maxLength: 80 });
const ExtensionName = Type.String({ pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)*$', maxLength: 253 });

const FieldName = oneOf(...FIELDS);
const Fields = Type.Array(FieldName);
const ServiceType = oneOf('domain', 'hosting', 'email', 'dns');
const Text = Type.Object(
  { nl: Words, fr: Type.Optional(Words), en: Words },
  { ...closed, $id: 'CatalogueText' },
);

const Opening = Type.Object(
  {
    services: Type.Optional(Type.Union([Type.Array(ServiceType), Type.Literal('any')])),
    extension: Type.Optional(ExtensionName),
    payment: Type.Optional(oneOf('direct-debit', 'online-payment', 'bank-transfer')),
    contract: Type.Optional(Type.Boolean()),
    legalDuty: Type.Optional(Type.Boolean()),
    matter: Type.Optional(Type.Boolean()),
  },
  closed,
);

const Transit = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][A-Za-z0-9]*$', maxLength: 64 }),
    required: Type.Boolean(),
    requiredWhen: Type.Optional(Type.Literal('residence-outside-eea')),
    form: Type.Optional(
      Type.Unsafe<TransitForm>(
        Type.Union(
          Object.keys(TRANSIT_FORMS).map(form => Type.Literal(form)),
          { description: `What a value has to look like.\n\n${listed(TRANSIT_FORMS)}` },
        ),
      ),
    ),
  },
  closed,
);

const ConditionName = Type.Unsafe<Condition>(
  Type.Union(
    Object.keys(CONDITIONS).map(condition => Type.Literal(condition)),
    { description: listed(CONDITIONS) },
  ),
);
const ConditionRule = Type.Object(
  {
    condition: ConditionName,
    label: Text,
    reference: Type.Optional(Type.Object({ pattern: Words, example: Words }, closed)),
  },
  closed,
);

const PurposeRecipient = Type.Object(
  {
    recipient: Id,
    format: Type.Optional(oneOf(...RECIPIENT_FORMATS)),
    fields: Fields,
    optional: Type.Optional(Fields),
    conditional: Type.Optional(
      Type.Array(Type.Object({ field: FieldName, when: Type.Literal('account-outside-eea') }, closed)),
    ),
    conditions: Type.Array(ConditionName),
    transit: Type.Array(Transit),
  },
  closed,
);

const Retention = Type.Object(
  {
    after: oneOf('contract-end', 'service-end', 'period-end', 'matter-closed'),
    duration: Type.String({ description: 'ISO 8601 duration' }),
    source: Words,
    decidedBy: oneOf('controller', 'law'),
  },
  closed,
);

export const PurposeSchema = Type.Object(
  {
    id: PurposeId,
    label: Text,
    dpv: Term,
    basis: oneOf('A6-1-b', 'A6-1-c', 'A6-1-f'),
    reason: Text,
    policy: Promises,
    required: Fields,
    optional: Fields,
    naturalPersonOnly: Fields,
    opening: Opening,
    period: oneOf('contract', 'month', 'financial-year', 'matter'),
    retention: Retention,
    recipients: Type.Array(PurposeRecipient),
    look: Type.Boolean(),
    lookOnly: Type.Optional(Type.Boolean()),
  },
  { ...closed, $id: 'CataloguePurpose' },
);

const Ground = Type.String({ pattern: '^A4[5-9](-[0-9])?(-[a-z])?$' });
const Instance = Type.Object(
  {
    id: Id,
    name: Words,
    country: Country,
    bic: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}$' })),
    bankCodes: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9A-Z]+(-[0-9A-Z]+)?$' }))),
  },
  closed,
);

const Recipient = Type.Object(
  {
    id: Id,
    name: Words,
    role: oneOf('controller', 'processor'),
    dpv: Term,
    reason: Type.Optional(Text),
    country: Country,
    transferGround: Type.Optional(Ground),
    transferSource: Type.Optional(Words),
    policy: Promises,
    instances: Type.Optional(Type.Array(Instance)),
    byBic: Type.Optional(
      Type.Array(
        Type.Object(
          {
            countries: Type.Array(Country),
            transferGround: Type.Optional(Ground),
            transferSource: Type.Optional(Words),
          },
          closed,
        ),
      ),
    ),
  },
  closed,
);

const PurposeNames = Type.Array(Type.String({ pattern: '^[a-z]+(-[a-z]+)*$', maxLength: 64 }));
const Client = Type.Object(
  {
    client: Type.String({ pattern: '^[A-Za-z0-9._:/-]{1,128}$' }),
    purposes: PurposeNames,
    recipients: Type.Array(Id),
    erases: PurposeNames,
  },
  closed,
);

const Look = Type.Object(
  {
    purpose: Type.String({ pattern: '^[a-z]+(-[a-z]+)*$', maxLength: 64 }),
    roles: Type.Array(oneOf('staff', 'privacy-officer', 'auditor')),
    fields: Fields,
  },
  closed,
);

const Vocabulary = Type.Object(
  {
    name: Words,
    version: Words,
    namespaces: Type.Object({ dpv: Words, 'eu-gdpr': Words, pd: Words }, closed),
  },
  closed,
);

const ShortDuration = Type.String({
  pattern: '^P[1-9][0-9]{0,2}[DWM]$',
  description: 'ISO 8601 duration of days, weeks or months',
});

const Telling = Type.Object(
  {
    within: ShortDuration,
    source: Words,
    decidedBy: Type.Literal('controller'),
    erasures: Type.Array(
      oneOf('no-longer-needed', 'objection', 'unlawful', 'legal-obligation', 'retention-ended'),
    ),
  },
  closed,
);

const Mediation = Type.Object(
  {
    kept: ShortDuration,
    source: Words,
    decidedBy: Type.Literal('controller'),
  },
  closed,
);

const Corrections = Type.Object(
  {
    kept: Type.String({
      pattern: '^P[1-9][0-9]{0,2}[DWMY]$',
      description: 'ISO 8601 duration of days, weeks, months or years',
    }),
    source: Words,
    decidedBy: Type.Literal('controller'),
  },
  closed,
);

export const CatalogueSchema = Type.Object(
  {
    version: Type.String({ pattern: VERSION_PATTERN }),
    from: Day,
    controller: Type.Object({ name: Words, contact: Words, country: Country }, closed),
    fields: Type.Array(Type.Object({ field: FieldName, label: Text, dpv: Term }, closed)),
    services: Type.Array(
      Type.Object(
        { type: ServiceType, label: Text, renewalWindowDays: Type.Integer({ minimum: 1, maximum: 366 }) },
        closed,
      ),
    ),
    purposes: Type.Array(PurposeSchema),
    recipients: Type.Array(Recipient),
    extensions: Type.Array(
      Type.Object(
        {
          extension: ExtensionName,
          recipient: Id,
          from: Day,
          to: Type.Optional(Day),
          terms: DocumentName,
          letters: Type.Optional(Words),
        },
        closed,
      ),
    ),
    conditions: Type.Optional(Type.Array(ConditionRule)),
    documents: Type.Array(
      Type.Object({ document: DocumentName, version: Words, from: Day, title: Text }, closed),
    ),
    clients: Type.Optional(Type.Array(Client)),
    looks: Type.Optional(Type.Array(Look)),
    vocabulary: Type.Optional(Vocabulary),
    portability: Type.Optional(Type.Object({ migration: Type.Boolean() }, closed)),
    telling: Type.Optional(Telling),
    mediation: Type.Optional(Mediation),
    corrections: Type.Optional(Corrections),
  },
  { ...closed, $id: 'Catalogue' },
);

/** The same as answers, by the types that decisions read. */
export const CatalogueAnswer = Type.Unsafe<Catalogue>(CatalogueSchema);
export const PurposeAnswer = Type.Unsafe<Purpose>(PurposeSchema);
