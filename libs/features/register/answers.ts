import { Equals, IsInt, IsObject, IsOptional, IsString } from 'class-validator';
import { Describe, IsId, IsTime, MapOf, Named, Nested, PageAnswer } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import type { Entry } from '#libs/register';
import type { RegisterPage as FoundPage } from '#libs/register/postgres';

/** Entries of the processing register, as they are read. */

class FieldOfEntry {
  @IsOptional()
  @IsString()
  readonly commitment?: string;

  @IsOptional()
  @IsInt()
  readonly version?: number;
}

class ActorOfEntry {
  @IsOptional()
  @IsString()
  readonly id?: string;

  @IsString()
  readonly role!: string;
}

@Named('RegisterEntry')
export class RegisterEntryAnswer {
  @Describe('Dense number from 0; not shown to the person concerned.')
  @IsOptional()
  @IsInt()
  readonly n?: number;

  @Equals(1)
  readonly v!: 1;

  @IsString()
  readonly kind!: string;

  @IsTime()
  readonly time!: string;

  @IsId()
  readonly event!: Uuid;

  @Describe('SHA-256 of the stored event, base64url.')
  @IsString()
  readonly eventHash!: string;

  @IsOptional()
  @IsId()
  readonly subject?: Uuid;

  @IsOptional()
  @IsString()
  readonly processing?: string;

  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @IsOptional()
  @IsString()
  readonly basis?: string;

  @IsOptional()
  @IsString()
  readonly recipient?: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;

  @IsOptional()
  @IsString()
  readonly transferGround?: string;

  @IsOptional()
  @MapOf(() => FieldOfEntry)
  readonly fields?: Readonly<Record<string, FieldOfEntry>>;

  @IsOptional()
  @IsString()
  readonly source?: string;

  @IsOptional()
  @IsString()
  readonly channel?: string;

  @IsOptional()
  @IsObject()
  readonly about?: Readonly<Record<string, unknown>>;

  @Nested(() => ActorOfEntry)
  readonly actor!: ActorOfEntry;

  @IsString()
  readonly catalogue!: string;

  @IsOptional()
  @IsString()
  readonly dpv?: string;

  @IsOptional()
  @IsString()
  readonly trace?: string;
}

@Named('RegisterPage')
export class RegisterPage extends PageAnswer {
  @Nested(() => RegisterEntryAnswer, { each: true })
  readonly entries!: readonly RegisterEntryAnswer[];
}

/** @param shown how much of an entry its reader sees */
export function pageOfEntries(
  { entries, ...next }: FoundPage,
  shown: (entry: Entry) => RegisterEntryAnswer = entry => entry,
): RegisterPage {
  return { entries: entries.map(({ entry }) => shown(entry)), ...next };
}
