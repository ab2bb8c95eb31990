import { IsArray, IsBoolean, IsIn, IsObject, IsOptional, IsString } from 'class-validator';
import { REMINDERS, type Reminder } from '#libs/deadlines';
import { Describe, IsDay, IsId, IsTime, Named, Nested, Open, PageAnswer } from '#libs/http/schema';
import type { Day, Uuid } from '#libs/kernel';
import type { RequestKind } from './codes';

/** Requests as they are read, by officers and by the person concerned. */

/** What steps that move the clock answer. */
export class DueAnswer {
  @IsOptional()
  @IsDay()
  readonly due?: Day;
}

export class ListedRequest {
  @Describe('Absent of mail to the privacy mailbox that is no request yet.')
  @IsOptional()
  @IsId()
  readonly request?: Uuid;

  @Describe(
    'Of such mail: its matter, which is read at `/v1/matters/{matter}` and ends as a request, or answered (P20).',
  )
  @IsOptional()
  @IsId()
  readonly matter?: Uuid;

  @Describe('What is asked; `mail`: what may be a request.')
  @IsString()
  readonly kind!: RequestKind | 'mail';

  @IsString()
  readonly channel!: string;

  @IsString()
  readonly requester!: string;

  @IsOptional()
  @IsId()
  readonly subject?: Uuid;

  @IsTime()
  readonly received!: string;

  @IsTime()
  readonly registered!: string;

  @IsString()
  readonly status!: string;

  @IsString()
  readonly identity!: string;

  @IsBoolean()
  readonly extended!: boolean;

  @Describe('Absent while the clock stands still, and for a question (P20).')
  @IsOptional()
  @IsDay()
  readonly due?: Day;

  @Describe('What officers were last reminded of, seven days before it is due and on the day after.')
  @IsOptional()
  @IsIn(REMINDERS)
  readonly reminded?: Reminder;

  @Describe('When it would be due had the clock never stood still.')
  @IsOptional()
  @IsDay()
  readonly unpaused?: Day;

  @IsOptional()
  @IsString()
  readonly outcome?: string;
}

@Named('RequestPage')
export class RequestPage extends PageAnswer {
  @Nested(() => ListedRequest, { each: true })
  readonly requests!: readonly ListedRequest[];
}

class ShownRefusal {
  @IsString()
  readonly reason!: string;

  @IsString()
  readonly scope!: string;
}

@Named('RequestDeadline')
export class ShownDeadline {
  @IsOptional()
  @IsDay()
  readonly due?: Day;

  @IsDay()
  readonly unpaused!: Day;

  @IsOptional()
  @IsDay()
  readonly extendUntil?: Day;

  @Describe(
    'Of what is extended: when it is due by the stricter reading of Art. 12(3), where that is sooner.',
  )
  @IsOptional()
  @IsDay()
  readonly strictDue?: Day;

  @IsBoolean()
  readonly overdue!: boolean;

  @Describe('Version of the holiday calendar.')
  @IsString()
  readonly holidays!: string;

  @Describe('How the date follows (Reg. 1182/71).')
  @IsArray()
  readonly steps!: readonly unknown[];

  @Describe('The steps in words.')
  @IsString()
  readonly text!: string;
}

class ShownActor {
  @IsString()
  readonly role!: string;

  @IsOptional()
  @IsString()
  readonly id?: string;
}

export class ShownStep {
  @IsId()
  readonly event!: Uuid;

  @IsString()
  readonly step!: string;

  @IsTime()
  readonly time!: string;

  @Nested(() => ShownActor)
  readonly actor!: ShownActor;

  @IsObject()
  readonly facts!: Readonly<Record<string, unknown>>;

  @IsOptional()
  @IsString()
  readonly text?: string;
}

@Named('Request')
export class ShownRequest {
  @IsId()
  readonly request!: Uuid;

  @IsString()
  readonly kind!: string;

  @IsString()
  readonly channel!: string;

  @IsString()
  readonly requester!: string;

  @IsOptional()
  @IsId()
  readonly subject?: Uuid;

  @IsString()
  readonly language!: string;

  @IsTime()
  readonly receivedAt!: string;

  @IsTime()
  readonly registeredAt!: string;

  @IsString()
  readonly status!: string;

  @IsOptional()
  @IsString()
  readonly outcome?: string;

  @IsString()
  readonly identity!: string;

  @IsOptional()
  @IsString()
  readonly proofReason?: string;

  @IsOptional()
  @IsString()
  readonly proofHow?: string;

  @IsString()
  readonly confirmation!: string;

  @IsOptional()
  @IsString()
  readonly extension?: string;

  @IsOptional()
  @Nested(() => ShownRefusal)
  readonly refusal?: ShownRefusal;

  @Describe('What was sealed with the request is gone.')
  @IsOptional()
  @IsBoolean()
  readonly erased?: boolean;

  @IsObject()
  readonly contact!: Readonly<Record<string, unknown>>;

  @IsOptional()
  @IsString()
  readonly text?: string;

  @IsOptional()
  @IsString()
  readonly reference?: string;

  @IsOptional()
  @Nested(() => ShownDeadline)
  readonly deadline?: ShownDeadline;

  @Describe('Where questions about the policy go (P20).')
  @IsString()
  readonly contactPoint!: string;

  @Nested(() => ShownStep, { each: true })
  readonly trail!: readonly ShownStep[];
}

class AnsweringController {
  @IsString()
  readonly name!: string;

  @Describe('Where questions go (P20).')
  @IsString()
  readonly contact!: string;
}

/** What an access or portability request is answered with, as JSON. */
@Named('Disclosed')
@Describe('An `AccessDocument` (Art. 15) or a `PortabilityDocument` (Art. 20), which `format` tells apart.')
@Open()
export class Disclosed {
  @IsString()
  readonly format!: string;

  @IsId()
  readonly request!: Uuid;

  @Nested(() => AnsweringController)
  readonly controller!: AnsweringController;
}
