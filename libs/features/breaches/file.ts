import { IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import type { Catalogue } from '#libs/catalogue';
import { Describe, IsId, IsTime, Named, Nested } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import {
  CorrectionOfBreach,
  NotificationOfBreach,
  NotTellingOfBreach,
  TellingOfBreach,
  type Breach,
} from './answers';
import { RISKS, type Risk } from './codes';

/** The file of a breach for the authority: the elements of Art. 33(3), and how Art. 33(1), (4), (5) and 34 were kept. */

class ContactPoint {
  @IsString()
  readonly name!: string;

  @IsString()
  readonly contact!: string;
}

class MomentsOfBreach {
  @IsOptional()
  @IsTime()
  readonly happenedAt?: string;

  @IsOptional()
  @IsTime()
  readonly endedAt?: string;

  @IsTime()
  readonly foundAt!: string;

  @IsOptional()
  @IsTime()
  readonly reportedAt?: string;

  @IsOptional()
  @IsString()
  readonly processor?: string;

  @IsOptional()
  @IsTime()
  readonly knownAt?: string;

  @Describe('When the 72 hours were over.')
  @IsOptional()
  @IsTime()
  readonly due?: string;

  @IsBoolean()
  readonly late!: boolean;
}

class NatureOfBreach {
  @IsOptional()
  @IsString()
  readonly description?: string;

  @IsString({ each: true })
  readonly natures!: readonly string[];

  @IsString({ each: true })
  readonly causes!: readonly string[];

  @IsString({ each: true })
  readonly persons!: readonly string[];

  @IsOptional()
  @IsInt()
  readonly numberOfPersons?: number;

  @IsString({ each: true })
  readonly data!: readonly string[];

  @IsOptional()
  @IsInt()
  readonly numberOfRecords?: number;
}

class MeasuresOfBreach {
  @IsOptional()
  @IsString()
  readonly taken?: string;

  @IsOptional()
  @IsString()
  readonly proposed?: string;
}

class RiskOfBreach {
  @IsIn(RISKS)
  readonly level!: Risk;

  @IsOptional()
  @IsString()
  readonly reasons?: string;
}

class PersonsOfBreach {
  @Nested(() => TellingOfBreach, { each: true })
  readonly told!: readonly TellingOfBreach[];

  @IsOptional()
  @Nested(() => NotTellingOfBreach)
  readonly notTold?: NotTellingOfBreach;
}

@Named('BreachFile')
@Describe('The file of a breach for the authority.')
export class BreachFile {
  @IsIn(['inzage/breach-file/1'])
  readonly format!: 'inzage/breach-file/1';

  @IsTime()
  readonly madeAt!: string;

  @IsId()
  readonly breach!: Uuid;

  @Describe('Art. 33(3)(b): the controller, and where more information can be had.')
  @Nested(() => ContactPoint)
  readonly controller!: ContactPoint;

  @Describe('Art. 33(1), (2).')
  @Nested(() => MomentsOfBreach)
  readonly moments!: MomentsOfBreach;

  @Describe('Art. 33(3)(a).')
  @Nested(() => NatureOfBreach)
  readonly nature!: NatureOfBreach;

  @Describe('Art. 33(3)(c): the likely consequences.')
  @IsOptional()
  @IsString()
  readonly consequences?: string;

  @Describe('Art. 33(3)(d).')
  @Nested(() => MeasuresOfBreach)
  readonly measures!: MeasuresOfBreach;

  @IsOptional()
  @Nested(() => RiskOfBreach)
  readonly risk?: RiskOfBreach;

  @Describe('Art. 33(4): phases of telling the authority, with the reasons of a delay (Art. 33(1)).')
  @Nested(() => NotificationOfBreach, { each: true })
  readonly notifications!: readonly NotificationOfBreach[];

  @Describe('Art. 34.')
  @Nested(() => PersonsOfBreach)
  readonly persons!: PersonsOfBreach;

  @Nested(() => CorrectionOfBreach, { each: true })
  readonly corrections!: readonly CorrectionOfBreach[];

  @Describe('Art. 33(5): what was learned, of a closed breach.')
  @IsOptional()
  @IsString()
  readonly learned?: string;
}

/** The file as it stands at a time. What is not known yet is left out, or empty: a phase may be told before (Art. 33(4)). */
export function fileOf(breach: Breach, { controller }: Pick<Catalogue, 'controller'>, now: Date): BreachFile {
  const { happenedAt, endedAt, foundAt, reportedAt, processor, knownAt, due, late, description } = breach;
  const { assessment, notTold, learned } = breach;
  return given({
    format: 'inzage/breach-file/1' as const,
    madeAt: now.toISOString(),
    breach: breach.breach,
    controller: { name: controller.name, contact: controller.contact },
    moments: given({ happenedAt, endedAt, foundAt, reportedAt, processor, knownAt, due, late }),
    nature: given({
      description,
      natures: assessment?.natures ?? [],
      causes: assessment?.causes ?? [],
      persons: assessment?.persons ?? [],
      numberOfPersons: assessment?.numberOfPersons,
      data: assessment?.data ?? [],
      numberOfRecords: assessment?.numberOfRecords,
    }),
    consequences: assessment?.consequences,
    measures: given({ taken: assessment?.measuresTaken, proposed: assessment?.measuresProposed }),
    risk: assessment && given({ level: assessment.risk, reasons: assessment.riskReasons }),
    notifications: breach.notifications,
    persons: given({ told: breach.told, notTold }),
    corrections: breach.corrections,
    learned,
  });
}

type Given<T> = {
  [N in keyof T as undefined extends T[N] ? never : N]: T[N];
} & { [N in keyof T as undefined extends T[N] ? N : never]?: Exclude<T[N], undefined> };

/** Without the members that are undefined. */
function given<T extends object>(members: T): Given<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
}
