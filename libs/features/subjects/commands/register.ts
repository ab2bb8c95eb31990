import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ArrayMaxSize, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Describe, Nested } from '#libs/http/schema';
import { purposeName } from '#libs/catalogue';
import { brusselsDay, DomainError } from '#libs/kernel';
import {
  event,
  malformed,
  requireOpen,
  requirePurpose,
  sealedFor,
  type SubjectContext,
  type SubjectYields,
} from '../guards';
import { periodOf } from '../purposes';
import type { Source } from '../events';
import type { SubjectState } from '../state';
import { parseValues, refuseOverCollection, requireEnough, requirePolicy } from '../values';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import {
  IsCatalogueName,
  IsValues,
  SOURCES,
  SourceDescription,
  type GivenValues,
} from '../vocabulary/schemas';

/** Registers a subject with the least that the contract needs (P01); other purposes follow when a service opens them. */
export class PurposeValues {
  @IsCatalogueName()
  readonly purpose!: string;

  @IsValues()
  readonly values!: GivenValues;
}

export class RegisterBody {
  @IsIn(['natural-person', 'legal-person'])
  readonly kind!: 'natural-person' | 'legal-person';

  @Describe('Version of the privacy policy that was accepted (P01, P21).')
  @IsString()
  @MaxLength(64)
  readonly policy!: string;

  @SourceDescription()
  @IsOptional()
  @IsIn(SOURCES)
  readonly source?: Source;

  @ArrayMaxSize(10)
  @Nested(() => PurposeValues, { each: true })
  readonly collect!: readonly PurposeValues[];
}

export function decideRegister(
  state: SubjectState,
  body: RegisterBody,
  { now, catalogue }: Pick<SubjectContext, 'now' | 'catalogue'>,
): SubjectYields<'SubjectRegistered' | 'DataCollected'> {
  if (state.erasure !== 'none') throw new DomainError('subject-erased');
  if (state.kind !== undefined) throw new DomainError('subject-exists');
  const { kind, policy, source = 'subject', collect } = body;
  const day = brusselsDay(now);
  requirePolicy(catalogue, policy, day, source === 'migration');
  const registered = event('SubjectRegistered', { kind, policy });
  if (collect.length === 0) return [registered];

  const seen = new Set<string>();
  const purposes = collect.map(({ purpose: name, values: raw }, index) => {
    const at = `/collect/${index}`;
    const purpose = requirePurpose(catalogue, name);
    if (seen.has(purposeName(purpose.id))) throw malformed({ pointer: `${at}/purpose`, rule: 'repeated' });
    seen.add(purposeName(purpose.id));
    requireOpen({ ...state, kind }, purpose, day);
    refuseOverCollection(purpose, kind, Object.keys(raw));
    const values = parseValues(raw, `${at}/values`);
    requireEnough(purpose, kind, values);
    return sealedFor(purpose, periodOf(purpose.period, day), values, {});
  });
  return [registered, event('DataCollected', { source, purposes })];
}

/** Becomes a subject, with the least that the contract needs (P01). */
export class Register extends SubjectCommand<RegisterBody, 'SubjectRegistered' | 'DataCollected'> {}

@CommandHandler(Register)
export class RegisterHandler implements ICommandHandler<Register> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: Register) {
    return this.subjects.run(command, { name: 'register', begins: true, decide: decideRegister });
  }
}
