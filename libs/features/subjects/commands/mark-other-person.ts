import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsOptional, Min } from 'class-validator';
import { FIELDS, purposeName, type Field } from '#libs/catalogue';
import { Describe, Example, IsId } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { heldFor } from '../evolve';
import { IsCatalogueName } from '../forms';
import { event, requirePurpose, requireSubject, type SubjectContext, type SubjectYields } from '../guards';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';

@Example({ purpose: 'contract', field: 'email' })
export class MarkOtherPersonBody {
  @IsCatalogueName()
  readonly purpose!: string;

  @IsIn(FIELDS)
  readonly field!: Field;

  @Describe('The current one, where left out.')
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly version?: number;
}

export class MarkOtherPersonAnswer {
  @IsOptional()
  @IsId()
  readonly mark?: Uuid;
}

/** A value that is marked twice is marked once, and what was settled stays so. */
export function decideMarkOtherPerson(
  state: SubjectState,
  { purpose, field, version }: MarkOtherPersonBody,
  { id, catalogue }: Pick<SubjectContext, 'id' | 'catalogue'>,
): SubjectYields<'OtherPersonMarked'> {
  requireSubject(state);
  const name = purposeName(requirePurpose(catalogue, purpose).id);
  const held = heldFor(state, name)[field];
  if (!held || (version ?? 0) > held.version) throw new DomainError('field-not-held', { fields: [field] });
  const value = { purpose: name, field, version: version ?? held.version };
  const marked = Object.values(state.ofOthers).some(
    each => each.purpose === name && each.field === field && each.version === value.version,
  );
  return marked ? [] : [event('OtherPersonMarked', { mark: id('mark'), ...value })];
}

/** Marks a value that concerns another person too: the subject is not shown it until an officer settles it (Art. 15(4)). */
export class MarkOtherPerson extends SubjectCommand<MarkOtherPersonBody, 'OtherPersonMarked'> {}

@CommandHandler(MarkOtherPerson)
export class MarkOtherPersonHandler implements ICommandHandler<MarkOtherPerson> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: MarkOtherPerson) {
    return this.subjects.run(command, {
      name: 'mark-other-person',
      decide: decideMarkOtherPerson,
      actsFor: (_, { purpose }) => ({ purposes: [purpose] }),
    });
  }
}
