import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import {
  DUTY_STATUSES,
  TELLING_CHANNELS,
  WAIVER_GROUNDS,
  WAIVER_REASONS,
  type DutyKind,
  type DutyStatus,
  type TellingChannel,
  type WaiverGround,
  type WaiverReason,
} from '#libs/features/subjects';
import { Describe, IsDay, IsId, IsTime, Named, Nested, PageAnswer } from '#libs/http/schema';
import type { Day, Uuid } from '#libs/kernel';

/** Duties to tell recipients, as they are read (Art. 19). No value is in them. */

class DutyHead {
  @IsId()
  readonly duty!: Uuid;

  @IsIn(['correction', 'erasure', 'restriction'])
  readonly kind!: DutyKind;

  @IsString()
  readonly recipient!: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;

  @IsString()
  readonly purpose!: string;

  @IsOptional()
  @IsId()
  readonly link?: Uuid;

  @IsString({ each: true })
  readonly fields!: readonly string[];

  @IsTime()
  readonly opened!: string;

  @Describe(
    'Last day on which the recipient is told in time, as the catalogue says: the article names no time.',
  )
  @IsDay()
  readonly due!: Day;

  @Describe(
    '`open`; `told`, `confirmed`; `impossible`, `disproportionate`; gone by itself: `shared` (the newest values went out), ' +
      '`not-arrived` (the recipient never had them), `lifted` (the restriction), `erased` (the values), `taken-over` (by a later duty).',
  )
  @IsIn(DUTY_STATUSES)
  readonly status!: DutyStatus;

  @Describe('Of an erasure: the last day on which the recipient can be told.')
  @IsOptional()
  @IsDay()
  readonly until?: Day;
}

class DutyInList extends DutyHead {
  @IsId()
  readonly subject!: Uuid;
}

@Named('DutyPage')
export class DutyPage extends PageAnswer {
  @Nested(() => DutyInList, { each: true })
  readonly duties!: readonly DutyInList[];
}

class Told {
  @IsTime()
  readonly at!: string;

  @IsIn(TELLING_CHANNELS)
  readonly channel!: TellingChannel;
}

class Waiver {
  @IsIn(WAIVER_GROUNDS)
  readonly ground!: WaiverGround;

  @IsIn(WAIVER_REASONS)
  readonly reason!: WaiverReason;
}

class DutyOfSubject extends DutyHead {
  @Describe('The recipient as the catalogue calls it.')
  @IsString()
  readonly name!: string;

  @IsOptional()
  @Nested(() => Told)
  readonly told?: Told;

  @IsOptional()
  @IsTime()
  readonly confirmed?: string;

  @Describe('Why it is not told: two officers found so.')
  @IsOptional()
  @Nested(() => Waiver)
  readonly waived?: Waiver;

  @Describe('What one officer found, and another one has to find too. Not shown to the person.')
  @IsOptional()
  @Nested(() => Waiver)
  readonly proposal?: Waiver;

  @Describe('Of an erasure: something is still sealed, for this telling alone.')
  @IsBoolean()
  readonly holds!: boolean;
}

@Named('DutiesOfSubject')
export class DutiesOfSubject {
  @Nested(() => DutyOfSubject, { each: true })
  readonly duties!: readonly DutyOfSubject[];
}
