import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import {
  CatalogueAnswer,
  CHANGES,
  FAULTS,
  type Catalogue,
  type Change,
  type ChangeCode,
  type Fault,
  type FaultCode,
  type Published,
} from '#libs/catalogue';
import { Closed, Describe, formOf, IsDay, IsId, IsTime, Named, Nested } from '#libs/http/schema';
import { listed, type Day, type Uuid } from '#libs/kernel';
import { DRAFT_STATUSES, statusOf, type DraftStatus } from './guards';
import type { Draft } from './state';
import { EFFECTS, type Effect, type EffectCode } from './effects';

const IsCatalogue = formOf(CatalogueAnswer);

class PublishedVersion {
  @Describe('Version of the policy and its catalogue, such as 2018-05-25.')
  @IsString()
  readonly version!: string;

  @IsDay()
  readonly from!: Day;

  @IsTime()
  readonly published!: string;

  @Describe('SHA-256 of the canonical JSON (RFC 8785) of `catalogue`, base64url.')
  @IsString()
  readonly digest!: string;

  @Describe('The draft that two officers made it of; absent where it came with the program or its settings.')
  @IsOptional()
  @IsId()
  readonly draft?: Uuid;
}

@Closed()
@Named('CatalogueVersion')
export class CatalogueVersion extends PublishedVersion {
  @Describe('Whether it is the one in force now.')
  @IsBoolean()
  readonly current!: boolean;
}

@Closed()
@Named('PublishedCatalogue')
export class PublishedCatalogue extends PublishedVersion {
  @IsCatalogue()
  readonly catalogue!: Catalogue;
}

/** What is answered of a version as the log has it. */
export function versionOf({ version, from, time, digest, draft }: Published): PublishedVersion {
  return { version, from, published: time, digest, ...(draft !== undefined && { draft }) };
}

@Named('CatalogueChange')
class ChangeShown implements Change {
  @Describe(`What is otherwise.\n\n${listed(CHANGES)}`)
  @IsIn(Object.keys(CHANGES))
  readonly code!: ChangeCode;

  @Describe('Name without version.')
  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @IsOptional()
  @IsString()
  readonly recipient?: string;

  @IsOptional()
  @IsString()
  readonly field?: string;

  @Describe(
    'Of what is neither of these: an extension with its first day, a document with its version, a client, a role.',
  )
  @IsOptional()
  @IsString()
  readonly name?: string;

  @Describe('Place within that, members divided by `/`.')
  @IsOptional()
  @IsString()
  readonly part?: string;

  @Describe('`true` of what was one of a list and is no more, where the code does not say so.')
  @IsOptional()
  @IsString()
  readonly was?: string;

  @Describe('`true` of what is one of a list and was not, where the code does not say so.')
  @IsOptional()
  @IsString()
  readonly is?: string;
}

@Named('CatalogueChanges')
export class CatalogueChanges {
  @Describe('The version that it is compared with.')
  @IsString()
  readonly since!: string;

  @Nested(() => ChangeShown, { each: true })
  readonly changes!: readonly Change[];
}

export class DraftInList {
  @IsId()
  readonly draft!: Uuid;

  @IsIn(DRAFT_STATUSES)
  readonly status!: DraftStatus;

  @Describe('The name of the version that it would be.')
  @IsString()
  readonly version!: string;

  @Describe('Its first day (Europe/Brussels).')
  @IsString()
  readonly from!: string;

  @Describe('The last version published when its text was kept.')
  @IsString()
  readonly basedOn!: string;

  @Describe('Of its text, see CatalogueVersion.')
  @IsString()
  readonly digest!: string;

  @Describe('Whether its text is the caller’s, who then does not publish it.')
  @IsBoolean()
  readonly own!: boolean;

  @IsTime()
  readonly drafted!: string;
}

@Named('CatalogueDraft')
export class DraftAnswer extends DraftInList {
  @IsCatalogue()
  readonly catalogue!: Catalogue;

  @Describe('What it says otherwise than the version that it is based on.')
  @Nested(() => ChangeShown, { each: true })
  readonly changes!: readonly Change[];
}

@Named('CatalogueFault')
class FaultShown implements Fault {
  @Describe('A contradiction, or what stands in the way besides.')
  @IsIn(FAULTS)
  readonly code!: FaultCode;

  @Describe('What it is about, from the outside in: purpose, recipient, field … or days.')
  @IsArray()
  @IsString({ each: true })
  readonly names!: readonly string[];
}

@Named('CatalogueEffect')
class EffectShown implements Effect {
  @Describe(`What becomes of data that is held now.\n\n${listed(EFFECTS)}`)
  @IsIn(Object.keys(EFFECTS))
  readonly code!: EffectCode;

  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @IsOptional()
  @IsString()
  readonly recipient?: string;

  @IsOptional()
  @IsString()
  readonly field?: string;

  @Describe('How many subjects, now.')
  @IsInt()
  readonly subjects!: number;
}

@Named('CatalogueCheck')
export class DraftCheck extends CatalogueChanges {
  @Describe('What a publication names: of this text, after that version.')
  @IsString()
  readonly check!: string;

  @Describe('The first day on which a version can begin that is published now.')
  @IsDay()
  readonly earliest!: Day;

  @Describe('Why it cannot be published; none where it can.')
  @Nested(() => FaultShown, { each: true })
  readonly faults!: readonly Fault[];

  @Nested(() => EffectShown, { each: true })
  readonly effects!: readonly Effect[];
}

/** What is told of a draft in a list. @param by who asks */
export function draftOf(draft: Draft, published: readonly Published[], by: string): DraftInList {
  const { draft: id, basedOn, digest, catalogue, draftedBy, drafted } = draft;
  const { version, from } = catalogue;
  const status = statusOf(draft, published);
  return { draft: id, status, version, from, basedOn, digest, own: draftedBy === by, drafted };
}
