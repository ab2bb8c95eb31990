import { PORTABILITY_FORMAT, PORTABILITY_SCHEMA } from './answers';

const closed = (properties: object, required: readonly string[] = Object.keys(properties)): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const text = { type: 'string' };
const day = { type: 'string', format: 'date' };
const time = { type: 'string', format: 'date-time' };
const uuid = { type: 'string', format: 'uuid' };
const list = (items: object): object => ({ type: 'array', items });

/**
 * The JSON Schema (2020-12) of `inzage/portability/2`, for whoever reads one by a program (Art. 20(1)). Frozen: a change is
 * another version of the format, at another address.
 */
export const portabilitySchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: PORTABILITY_SCHEMA,
  title: PORTABILITY_FORMAT,
  description: 'What a person provided to a controller that keeps it with Inzage (Art. 20 GDPR).',
  ...closed(
    {
      format: { const: PORTABILITY_FORMAT },
      schema: { const: PORTABILITY_SCHEMA },
      request: { ...uuid, description: 'The request that it answers.' },
      on: day,
      controller: closed({ name: text, contact: text }),
      subject: { ...uuid, description: 'Pseudonym of the person at the controller.' },
      kind: { enum: ['natural-person', 'legal-person'] },
      provided: list(
        closed(
          {
            purpose: text,
            values: { $ref: '#/$defs/values' },
            leftOut: {
              ...list(text),
              description: 'Fields that concern another person too, and are left out for that (Art. 20(4)).',
            },
          },
          ['purpose', 'values'],
        ),
      ),
      domains: list(closed({ domain: text, role: { enum: ['holder', 'payer'] }, since: time })),
      logins: list(text),
      payment: closed({ method: text, instance: text }, ['method']),
      services: list(closed({ type: text, from: day })),
    },
    [
      'format',
      'schema',
      'request',
      'on',
      'controller',
      'subject',
      'kind',
      'provided',
      'domains',
      'logins',
      'services',
    ],
  ),
  $defs: {
    values: closed(
      {
        familyName: { ...text, description: 'Name of a legal person, or of a natural one with one name.' },
        givenName: text,
        address: { $ref: '#/$defs/address' },
        telephone: { ...text, description: 'E.164.' },
        email: text,
        language: { ...text, description: 'BCP 47.' },
      },
      [],
    ),
    address: closed(
      {
        street: text,
        number: text,
        box: text,
        postalCode: text,
        city: text,
        country: { ...text, description: 'ISO 3166-1 alpha-2.' },
      },
      ['street', 'city', 'country'],
    ),
  },
} as const;
