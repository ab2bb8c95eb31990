import { Allow, Equals, IsBoolean, IsInt, IsOptional, IsString } from 'class-validator';
import { CustomerRecordAnswer } from '#features/records/answers';
import { ListedSharing } from '#features/records/queries/list-sharings';
import { Describe, IsDay, IsTime, MapOf, Named, Nested, PageAnswer } from '#libs/http/schema';
import type { Day } from '#libs/kernel';

/** What the customer application shows. */

@Named('Access')
class AccessAnswer {
  @IsTime()
  readonly time!: string;

  @Describe('`looked`, `searched` or `signed-in`.')
  @IsString()
  readonly kind!: string;

  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @IsOptional()
  @IsString()
  readonly basis?: string;

  @Describe('What was shown.')
  @IsOptional()
  @IsString()
  readonly view?: string;

  @Describe('What kind of value was searched by.')
  @IsOptional()
  @IsString()
  readonly by?: string;

  @Describe('Function of who it was.')
  @IsString()
  readonly role!: string;

  @Describe('Pseudonym; the subject is shown the function alone.')
  @IsOptional()
  @IsString()
  readonly actor?: string;

  @Describe('Of a sign-in (P06).')
  @IsOptional()
  @Allow()
  readonly ipAddress?: unknown;

  @IsOptional()
  @Equals(true)
  readonly erased?: true;
}

@Named('AccessPage')
export class AccessPage extends PageAnswer {
  @Nested(() => AccessAnswer, { each: true })
  readonly accesses!: readonly AccessAnswer[];
}

class ControllerInOverview {
  @IsString()
  readonly name!: string;

  @IsString()
  readonly contact!: string;
}

class InLanguages {
  @IsString()
  readonly nl!: string;

  @IsOptional()
  @IsString()
  readonly fr?: string;

  @IsString()
  readonly en!: string;
}

class PurposeInOverview {
  @Nested(() => InLanguages)
  readonly label!: InLanguages;

  @Nested(() => InLanguages)
  readonly reason!: InLanguages;

  @IsString()
  readonly basis!: string;
}

class KeptInOverview {
  @IsString()
  readonly after!: string;

  @Describe('ISO 8601.')
  @IsString()
  readonly duration!: string;

  @IsString()
  readonly source!: string;

  @IsString()
  readonly decidedBy!: string;

  @Describe('Absent while what it follows on has not ended.')
  @IsOptional()
  @IsDay()
  readonly until?: Day;
}

class ValueInOverview {
  @IsString()
  readonly field!: string;

  @IsOptional()
  @Allow()
  readonly value?: unknown;

  @IsOptional()
  @Equals(true)
  readonly erased?: true;

  @IsString()
  readonly purpose!: string;

  @IsString()
  readonly basis!: string;

  @IsInt()
  readonly version!: number;

  @IsString()
  readonly source!: string;

  @IsOptional()
  @IsString()
  readonly channel?: string;

  @IsTime()
  readonly since!: string;

  @IsString()
  readonly catalogue!: string;

  @IsOptional()
  @Nested(() => KeptInOverview)
  readonly kept?: KeptInOverview;
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

class SharingInOverview extends ListedSharing {
  @Nested(() => ReceivedBy)
  readonly received!: ReceivedBy;
}

class MoreThanShown {
  @IsBoolean()
  readonly sharings!: boolean;

  @IsBoolean()
  readonly accesses!: boolean;
}

@Named('Overview')
export class OverviewAnswer {
  @Nested(() => ControllerInOverview)
  readonly controller!: ControllerInOverview;

  @Nested(() => CustomerRecordAnswer)
  readonly record!: CustomerRecordAnswer;

  @Describe('Purposes that are named, by versioned id.')
  @MapOf(() => PurposeInOverview)
  readonly purposes!: Readonly<Record<string, PurposeInOverview>>;

  @Nested(() => ValueInOverview, { each: true })
  readonly values!: readonly ValueInOverview[];

  @Describe('The latest 200, newest first.')
  @Nested(() => SharingInOverview, { each: true })
  readonly sharings!: readonly SharingInOverview[];

  @Describe('The latest 200, newest first.')
  @Nested(() => AccessAnswer, { each: true })
  readonly accesses!: readonly AccessAnswer[];

  @Describe('Whether there are more than these: `/recipients` and `/accesses` have all.')
  @Nested(() => MoreThanShown)
  readonly more!: MoreThanShown;
}
