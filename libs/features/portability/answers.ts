import { Allow, Equals, IsIn, IsOptional, IsString } from 'class-validator';
import { Describe, IsDay, IsId, IsTime, Named, Nested, Open } from '#libs/http/schema';
import type { Day, Uuid } from '#libs/kernel';

/** `inzage/portability/2`: what a person provided, to be taken along (Art. 20). */
export const PORTABILITY_FORMAT = 'inzage/portability/2';
/** Where its JSON Schema is published. */
export const PORTABILITY_SCHEMA = '/schemas/portability/2.json';

class PortabilityController {
  @IsString()
  readonly name!: string;

  @Describe('Where questions go (P20).')
  @IsString()
  readonly contact!: string;
}

@Describe('Members by the names of the vocabulary.')
@Open()
class ProvidedValues {
  readonly [field: string]: unknown;
}

class ProvidedFor {
  @Describe('Name of the purpose that it was provided for.')
  @IsString()
  readonly purpose!: string;

  @Nested(() => ProvidedValues)
  readonly values!: ProvidedValues;

  @Describe('Fields that concern another person too, and are left out for that (Art. 20(4)).')
  @IsOptional()
  @IsString({ each: true })
  readonly leftOut?: readonly string[];
}

class ProvidedDomain {
  @IsString()
  readonly domain!: string;

  @IsIn(['holder', 'payer'])
  readonly role!: 'holder' | 'payer';

  @IsTime()
  readonly since!: string;
}

class ProvidedPayment {
  @IsString()
  readonly method!: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;
}

@Named('PortabilityDocument')
export class PortabilityDocument {
  @Equals(PORTABILITY_FORMAT)
  readonly format!: typeof PORTABILITY_FORMAT;

  @Describe('Path of the JSON Schema (2020-12) of this document.')
  @Equals(PORTABILITY_SCHEMA)
  readonly schema!: typeof PORTABILITY_SCHEMA;

  @Describe('The request that it answers.')
  @IsId()
  readonly request!: Uuid;

  @IsDay()
  readonly on!: Day;

  @Nested(() => PortabilityController)
  readonly controller!: PortabilityController;

  @IsId()
  readonly subject!: Uuid;

  @IsIn(['natural-person', 'legal-person'])
  readonly kind!: 'natural-person' | 'legal-person';

  @Nested(() => ProvidedFor, { each: true })
  readonly provided!: readonly ProvidedFor[];

  @Nested(() => ProvidedDomain, { each: true })
  readonly domains!: readonly ProvidedDomain[];

  @IsString({ each: true })
  readonly logins!: readonly string[];

  @IsOptional()
  @Nested(() => ProvidedPayment)
  readonly payment?: ProvidedPayment;

  @Allow()
  readonly services!: readonly { readonly type: string; readonly from: Day }[];
}
