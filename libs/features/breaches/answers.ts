import { Equals, IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { REMINDERS, type Reminder } from '#libs/deadlines';
import { Describe, IsId, IsTime, Named, Nested, PageAnswer } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import {
  AUTHORITY_CHANNELS,
  NOT_TOLD,
  PERSON_CHANNELS,
  RISKS,
  type AuthorityChannel,
  type NotTold,
  type PersonChannel,
  type Risk,
} from './codes';
import { PARTS, type Counted, type Criteria, type Part } from './criteria';
import { BreachLetterTexts } from './letter';
import { BREACH_STATUSES, type BreachStatus } from './statuses';

/** Breaches as officers read them (Art. 33(5)). */

class BreachFacts {
  @IsId()
  readonly breach!: Uuid;

  @IsTime()
  readonly recorded!: string;

  @Describe(
    '`under-inquiry` until it is known with reasonable certainty; `to-notify` while the authority has to be told.',
  )
  @IsIn(BREACH_STATUSES)
  readonly status!: BreachStatus;

  @IsOptional()
  @IsTime()
  readonly happenedAt?: string;

  @IsTime()
  readonly foundAt!: string;

  @IsOptional()
  @IsTime()
  readonly knownAt?: string;

  @Describe('When the 72 hours are over (Art. 33(1)).')
  @IsOptional()
  @IsTime()
  readonly due?: string;

  @Describe(
    'Whole hours that are left to tell the authority, below zero when they are over; only while it has to be told.',
  )
  @IsOptional()
  @IsInt()
  readonly hoursLeft?: number;

  @IsOptional()
  @IsIn(RISKS)
  readonly risk?: Risk;
}

export class BreachInList extends BreachFacts {
  @Describe('When the authority was told first.')
  @IsOptional()
  @IsTime()
  readonly notifiedAt?: string;
}

@Named('BreachPage')
export class BreachPage extends PageAnswer {
  @Nested(() => BreachInList, { each: true })
  readonly breaches!: readonly BreachInList[];
}

class AssessmentOfBreach {
  @IsTime()
  readonly assessedAt!: string;

  @IsString({ each: true })
  readonly natures!: readonly string[];

  @IsString({ each: true })
  readonly causes!: readonly string[];

  @IsString({ each: true })
  readonly persons!: readonly string[];

  @IsString({ each: true })
  readonly data!: readonly string[];

  @IsOptional()
  @IsInt()
  readonly numberOfPersons?: number;

  @IsOptional()
  @IsInt()
  readonly numberOfRecords?: number;

  @IsOptional()
  @IsString()
  readonly consequences?: string;

  @IsOptional()
  @IsString()
  readonly measuresTaken?: string;

  @IsOptional()
  @IsString()
  readonly measuresProposed?: string;

  @IsIn(RISKS)
  readonly risk!: Risk;

  @IsOptional()
  @IsString()
  readonly riskReasons?: string;
}

export class NotificationOfBreach {
  @IsTime()
  readonly at!: string;

  @IsIn(AUTHORITY_CHANNELS)
  readonly channel!: AuthorityChannel;

  @IsBoolean()
  readonly complete!: boolean;

  @IsOptional()
  @IsString()
  readonly reference?: string;

  @IsOptional()
  @IsString()
  readonly delayReasons?: string;

  @IsOptional()
  @IsString()
  readonly told?: string;
}

class LetterOfBreach {
  @IsId()
  readonly letter!: Uuid;

  @IsTime()
  readonly writtenAt!: string;

  @Describe('The determination by whose list it goes out, and which of its lists.')
  @IsId()
  readonly affected!: Uuid;

  @IsIn(PARTS)
  readonly part!: Part;

  @Describe('The letter to the same list that this one follows.')
  @IsOptional()
  @IsId()
  readonly after?: Uuid;

  @Describe('The letter to the same list that follows this one.')
  @IsOptional()
  @IsId()
  readonly followedBy?: Uuid;

  @Describe('Editions of the words that stand around what officers wrote.')
  @IsString({ each: true })
  readonly words!: readonly string[];

  @IsOptional()
  @Nested(() => BreachLetterTexts)
  readonly nl?: BreachLetterTexts;

  @IsOptional()
  @Nested(() => BreachLetterTexts)
  readonly fr?: BreachLetterTexts;

  @IsOptional()
  @Nested(() => BreachLetterTexts)
  readonly en?: BreachLetterTexts;

  @IsOptional()
  @IsString()
  readonly contact?: string;
}

export class TellingOfBreach {
  @IsTime()
  readonly at!: string;

  @IsIn(PERSON_CHANNELS)
  readonly channel!: PersonChannel;

  @IsOptional()
  @IsInt()
  readonly number?: number;

  @IsOptional()
  @IsId()
  readonly letter?: Uuid;
}

export class NotTellingOfBreach {
  @IsTime()
  readonly decidedAt!: string;

  @IsIn(NOT_TOLD)
  readonly ground!: NotTold;

  @IsOptional()
  @IsString()
  readonly reason?: string;

  @IsOptional()
  @IsString()
  readonly publicCommunication?: string;
}

class ReminderOfBreach {
  @IsIn(REMINDERS)
  readonly about!: Reminder;

  @IsTime()
  readonly due!: string;
}

export class CorrectionOfBreach {
  @IsTime()
  readonly at!: string;

  @IsOptional()
  @IsString()
  readonly reason?: string;
}

export class CountedPersons implements Counted {
  @IsInt()
  readonly count!: number;

  @Describe('SHA-256, hex, of the pseudonyms in their order, each with a line feed after it.')
  @IsString()
  readonly digest!: string;
}

/** Whom it affects, as it was determined: by what was asked, and how many they are. */
class AffectedByBreach implements Criteria {
  @Describe('By it the list is read, page by page or as CSV.')
  @IsId()
  readonly affected!: Uuid;

  @IsTime()
  readonly at!: string;

  @IsTime()
  readonly from!: string;

  @IsTime()
  readonly to!: string;

  @IsOptional()
  @IsString()
  readonly actor?: string;

  @IsOptional()
  @IsString()
  readonly recipient?: string;

  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @IsOptional()
  @IsString({ each: true })
  readonly fields?: readonly string[];

  @Describe('Size of the register that it was determined of.')
  @IsInt()
  readonly size!: number;

  @Describe('With whose data something was done.')
  @Nested(() => CountedPersons)
  readonly touched!: CountedPersons;

  @Describe('Whose data was held; absent where only what somebody did was asked.')
  @IsOptional()
  @Nested(() => CountedPersons)
  readonly held?: CountedPersons;
}

@Named('Breach')
export class Breach extends BreachFacts {
  @Describe('What `If-Match` takes: one more with each thing that somebody did. The ETag is the same.')
  @IsInt()
  readonly version!: number;

  @IsOptional()
  @IsTime()
  readonly endedAt?: string;

  @IsOptional()
  @IsTime()
  readonly reportedAt?: string;

  @Describe('The processor that told of it.')
  @IsOptional()
  @IsString()
  readonly processor?: string;

  @Describe('Whether the authority was told first after the 72 hours, or is not told yet after them.')
  @IsBoolean()
  readonly late!: boolean;

  @IsOptional()
  @IsString()
  readonly description?: string;

  @Nested(() => CorrectionOfBreach, { each: true })
  readonly corrections!: readonly CorrectionOfBreach[];

  @IsOptional()
  @Nested(() => AssessmentOfBreach)
  readonly assessment?: AssessmentOfBreach;

  @Nested(() => NotificationOfBreach, { each: true })
  readonly notifications!: readonly NotificationOfBreach[];

  @Describe('Whom it affects, each time that it was determined.')
  @Nested(() => AffectedByBreach, { each: true })
  readonly affected!: readonly AffectedByBreach[];
  @Describe('Letters to persons, as officers wrote them.')
  @Nested(() => LetterOfBreach, { each: true })
  readonly letters!: readonly LetterOfBreach[];

  @Nested(() => TellingOfBreach, { each: true })
  readonly told!: readonly TellingOfBreach[];

  @IsOptional()
  @Nested(() => NotTellingOfBreach)
  readonly notTold?: NotTellingOfBreach;

  @Describe('What officers were reminded of: 48 hours, and 72, after it became known.')
  @Nested(() => ReminderOfBreach, { each: true })
  readonly reminded!: readonly ReminderOfBreach[];

  @IsOptional()
  @IsTime()
  readonly closedAt?: string;

  @IsOptional()
  @IsString()
  readonly learned?: string;

  @Describe('What officers wrote is kept no longer; times, codes and numbers stay.')
  @IsOptional()
  @Equals(true)
  readonly erased?: true;
}
