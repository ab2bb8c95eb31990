import { Allow, Equals, IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { Describe, IsDay, IsId, IsTime, MapOf, Named, Nested } from '#libs/http/schema';
import type { Day, Uuid } from '#libs/kernel';

/** `inzage/access/2`: all that is held on a person, as the person is told of it (Art. 15). */
export const ACCESS_FORMAT = 'inzage/access/2';

class Languages {
  @IsString()
  readonly nl!: string;

  @IsOptional()
  @IsString()
  readonly fr?: string;

  @IsString()
  readonly en!: string;
}

class ControllerInDocument {
  @IsString()
  readonly name!: string;

  @Describe('Who to write to (P20).')
  @IsString()
  readonly contact!: string;

  @IsString()
  readonly country!: string;
}

class RetentionInDocument {
  @IsString()
  readonly after!: string;

  @Describe('ISO 8601.')
  @IsString()
  readonly duration!: string;

  @IsString()
  readonly source!: string;

  @IsString()
  readonly decidedBy!: string;
}

class PurposeInDocument {
  @Nested(() => Languages)
  readonly label!: Languages;

  @Nested(() => Languages)
  readonly reason!: Languages;

  @IsString()
  readonly basis!: string;

  @Nested(() => RetentionInDocument)
  readonly retention!: RetentionInDocument;
}

class KeptInDocument extends RetentionInDocument {
  @Describe('Last day; absent while what it follows on has not ended.')
  @IsOptional()
  @IsDay()
  readonly until?: Day;
}

class ValueInDocument {
  @IsString()
  readonly field!: string;

  @IsOptional()
  @Allow()
  readonly value?: unknown;

  @Describe('The key of this value was destroyed; nothing reads it.')
  @IsOptional()
  @Equals(true)
  readonly erased?: true;

  @Describe('It concerns another person, and is not shown for that (Art. 15(4)).')
  @IsOptional()
  @Equals(true)
  readonly leftOut?: true;

  @Describe('Versioned id.')
  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly basis!: string;

  @Describe('From 1, under its purpose.')
  @IsInt()
  readonly version!: number;

  @IsString()
  readonly source!: string;

  @IsOptional()
  @IsString()
  readonly channel?: string;

  @IsTime()
  readonly since!: string;

  @Describe('When another value took its place; absent while it is current.')
  @IsOptional()
  @IsTime()
  readonly replaced?: string;

  @Describe('Version of policy and catalogue that it was recorded under (P21).')
  @IsString()
  readonly catalogue!: string;

  @IsOptional()
  @Nested(() => KeptInDocument)
  readonly kept?: KeptInDocument;
}

class LinkInDocument {
  @IsString()
  readonly kind!: string;

  @IsOptional()
  @IsString()
  readonly role?: string;

  @IsOptional()
  @Allow()
  readonly value?: unknown;

  @IsOptional()
  @Equals(true)
  readonly erased?: true;

  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @IsOptional()
  @IsString()
  readonly source?: string;

  @IsTime()
  readonly since!: string;

  @Describe('When it ended; absent while it stands.')
  @IsOptional()
  @IsTime()
  readonly ended?: string;
}

class ServiceInDocument {
  @IsString()
  readonly type!: string;

  @IsDay()
  readonly from!: Day;

  @IsOptional()
  @IsDay()
  readonly renewsOn?: Day;

  @IsOptional()
  @IsDay()
  readonly endsOn?: Day;
}

class AcceptedInDocument {
  @IsString()
  readonly document!: string;

  @IsString()
  readonly version!: string;

  @IsDay()
  readonly on!: Day;

  @IsString()
  readonly channel!: string;
}

class PaymentInDocument {
  @IsString()
  readonly method!: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;

  @Describe('Name of the bank.')
  @IsOptional()
  @IsString()
  readonly name?: string;

  @IsTime()
  readonly since!: string;
}

class RestrictionInDocument {
  @IsString()
  readonly ground!: string;

  @IsTime()
  readonly since!: string;
}

class ObjectionInDocument {
  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly status!: string;

  @IsTime()
  readonly since!: string;
}

class KeptPart {
  @IsString()
  readonly purpose!: string;

  @IsDay()
  readonly until!: Day;
}

class ErasureInDocument {
  @IsTime()
  readonly begun!: string;

  @Describe('What a law keeps, until that day.')
  @Nested(() => KeptPart, { each: true })
  readonly kept!: readonly KeptPart[];
}

class ReceivedBy {
  @IsString()
  readonly name!: string;

  @IsOptional()
  @IsString()
  readonly role?: string;

  @IsOptional()
  @IsString()
  readonly country?: string;
}

export class SharingInDocument {
  @IsId()
  readonly sharing!: Uuid;

  @IsTime()
  readonly at!: string;

  @IsString()
  readonly recipient!: string;

  @Describe('Which one, where the recipient is a kind of many (a bank).')
  @IsOptional()
  @IsString()
  readonly instance?: string;

  @Nested(() => ReceivedBy)
  readonly received!: ReceivedBy;

  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly basis!: string;

  @Describe('Ground of a transfer outside the EEA (Art. 15(2)), such as `A45-3`.')
  @IsOptional()
  @IsString()
  readonly transferGround?: string;

  @Describe('Field → version that was shared.')
  @MapOf('integer')
  readonly versions!: Readonly<Record<string, number>>;

  @Describe('Why it did not arrive.')
  @IsOptional()
  @IsString()
  readonly failed?: string;

  @IsOptional()
  @IsTime()
  readonly failedAt?: string;
}

export class DisclosureInDocument {
  @IsTime()
  readonly at!: string;

  @IsString()
  readonly body!: string;

  @IsString()
  readonly name!: string;

  @Describe('Legal ground, by its code.')
  @IsString()
  readonly ground!: string;

  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly basis!: string;

  @IsString({ each: true })
  readonly fields!: readonly string[];
}

class UseInDocument {
  @IsTime()
  readonly at!: string;

  @IsString()
  readonly kind!: string;

  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly basis!: string;

  @IsOptional()
  @IsString()
  readonly channel?: string;

  @IsString({ each: true })
  readonly fields!: readonly string[];
}

class LookInDocument {
  @IsTime()
  readonly time!: string;

  @Describe('`looked` or `searched`.')
  @IsString()
  readonly kind!: string;

  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @Describe('What was shown.')
  @IsOptional()
  @IsString()
  readonly view?: string;

  @Describe('What kind of value was searched by.')
  @IsOptional()
  @IsString()
  readonly by?: string;

  @Describe('Function of who it was, not the name (CJEU C-579/21).')
  @IsString()
  readonly role!: string;
}

class SignInInDocument {
  @IsTime()
  readonly time!: string;

  @IsString()
  readonly purpose!: string;

  @IsOptional()
  @Allow()
  readonly ipAddress?: unknown;

  @IsOptional()
  @Equals(true)
  readonly erased?: true;
}

class StepInDocument {
  @IsTime()
  readonly time!: string;

  @IsString()
  readonly kind!: string;

  @IsOptional()
  @IsString()
  readonly channel?: string;

  @Describe('Codes, days and times of the step.')
  @Allow()
  readonly about!: Readonly<Record<string, string | readonly string[]>>;

  @Describe('Function of who took it.')
  @IsString()
  readonly role!: string;
}

class RequestInDocument {
  @IsId()
  readonly request!: Uuid;

  @IsString()
  readonly kind!: string;

  @Describe('What the person wrote, and what was written to them, while it can be read.')
  @IsString({ each: true })
  readonly texts!: readonly string[];

  @Describe('Who asks, and where the answer goes, as given with the request.')
  @Allow()
  readonly contact!: Readonly<Record<string, unknown>>;

  @Nested(() => StepInDocument, { each: true })
  readonly steps!: readonly StepInDocument[];
}

class MediationInDocument {
  @IsId()
  readonly mediation!: Uuid;

  @Nested(() => StepInDocument, { each: true })
  readonly steps!: readonly StepInDocument[];
}

export class HappeningInDocument extends StepInDocument {
  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @IsOptional()
  @IsString()
  readonly source?: string;

  @IsOptional()
  @IsString()
  readonly recipient?: string;

  @IsOptional()
  @IsString({ each: true })
  readonly fields?: readonly string[];
}

class LeftOut {
  @Describe('Values that concern another person.')
  @IsInt()
  readonly values!: number;

  @Describe('Marks of those that an officer has yet to settle.')
  @IsId({ each: true })
  readonly unsettled!: readonly Uuid[];

  @Describe('Mediations, of which name and words of who sought contact are not repeated here.')
  @IsInt()
  readonly mediations!: number;
}

@Named('AccessDocument')
export class AccessDocument {
  @Equals(ACCESS_FORMAT)
  readonly format!: typeof ACCESS_FORMAT;

  @Describe('The request that it answers.')
  @IsOptional()
  @IsId()
  readonly request?: Uuid;

  @IsDay()
  readonly on!: Day;

  @Nested(() => ControllerInDocument)
  readonly controller!: ControllerInDocument;

  @Describe('Policy version in force.')
  @IsString()
  readonly policy!: string;

  @IsId()
  readonly subject!: Uuid;

  @IsIn(['natural-person', 'legal-person'])
  readonly kind!: 'natural-person' | 'legal-person';

  @IsTime()
  readonly registered!: string;

  @Describe('Policy version accepted at registration.')
  @IsString()
  readonly accepted!: string;

  @Describe('Version of the record, which `If-Match` takes.')
  @IsInt()
  readonly version!: number;

  @Describe('Purposes that are named, by versioned id.')
  @MapOf(() => PurposeInDocument)
  readonly purposes!: Readonly<Record<string, PurposeInDocument>>;

  @Describe('Current values, and earlier ones while their keys live.')
  @Nested(() => ValueInDocument, { each: true })
  readonly values!: readonly ValueInDocument[];

  @Nested(() => LinkInDocument, { each: true })
  readonly links!: readonly LinkInDocument[];

  @Nested(() => ServiceInDocument, { each: true })
  readonly services!: readonly ServiceInDocument[];

  @Nested(() => AcceptedInDocument, { each: true })
  readonly documents!: readonly AcceptedInDocument[];

  @IsOptional()
  @Nested(() => PaymentInDocument)
  readonly payment?: PaymentInDocument;

  @Nested(() => RestrictionInDocument, { each: true })
  readonly restrictions!: readonly RestrictionInDocument[];

  @Nested(() => ObjectionInDocument, { each: true })
  readonly objections!: readonly ObjectionInDocument[];

  @IsOptional()
  @Nested(() => ErasureInDocument)
  readonly erasure?: ErasureInDocument;

  @Describe('Who received which version of what, newest first.')
  @Nested(() => SharingInDocument, { each: true })
  readonly sharings!: readonly SharingInDocument[];

  @Describe('Government bodies that received data, as far as the person may know now (P16).')
  @Nested(() => DisclosureInDocument, { each: true })
  readonly disclosures!: readonly DisclosureInDocument[];

  @Nested(() => UseInDocument, { each: true })
  readonly uses!: readonly UseInDocument[];

  @Nested(() => LookInDocument, { each: true })
  readonly looks!: readonly LookInDocument[];

  @Nested(() => SignInInDocument, { each: true })
  readonly signIns!: readonly SignInInDocument[];

  @Nested(() => RequestInDocument, { each: true })
  readonly requests!: readonly RequestInDocument[];

  @Describe('As owner of a domain name whom a third party sought contact with (P15).')
  @Nested(() => MediationInDocument, { each: true })
  readonly mediations!: readonly MediationInDocument[];

  @Describe('All else that happened, newest first.')
  @Nested(() => HappeningInDocument, { each: true })
  readonly history!: readonly HappeningInDocument[];

  @Describe('What is not shown, as it would be about others (Art. 15(4)).')
  @Nested(() => LeftOut)
  readonly leftOut!: LeftOut;

  @Describe('Art. 15(1)(e), (f).')
  @IsString({ each: true })
  readonly rights!: readonly string[];

  @Describe('Art. 15(1)(h), 22.')
  @IsBoolean()
  readonly profiling!: false;
}
