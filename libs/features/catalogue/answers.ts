import { IsBoolean, IsString } from 'class-validator';
import { CatalogueAnswer, type Catalogue, type Published } from '#libs/catalogue';
import { Closed, Describe, formOf, IsDay, IsTime, Named } from '#libs/http/schema';
import type { Day } from '#libs/kernel';

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
export function versionOf({ version, from, time, digest }: Published): PublishedVersion {
  return { version, from, published: time, digest };
}
