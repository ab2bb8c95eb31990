import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { FIELDS, purposeName, type Field } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import { IsCatalogueName, type ErasureBegun, type SubjectState } from '#libs/features/subjects';
import { Example, IsId } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { Erasures } from '../erasures';
import type { ErasureContext, ErasureOutcome, ErasureYields } from '../guards';
import { decideBegin } from './begin-erasure';

@Example({ purpose: 'contract', field: 'telephone' })
export class RemoveValueBody {
  @IsCatalogueName()
  readonly purpose!: string;

  @IsIn(FIELDS)
  readonly field!: Field;
}

export class RemoveValueAnswer {
  @IsOptional()
  @IsId()
  readonly erasure?: Uuid;
}

/** A person takes a value away that a purpose does not need (P17): it is erased, with those that it had before. */
export class RemoveValue extends Command<ErasureOutcome> {
  constructor(
    readonly subject: Uuid,
    readonly body: RemoveValueBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @param scope the field of the purpose, as the erasure names it */
export function decideRemoveValue(
  state: SubjectState,
  { scope }: { readonly scope: Extract<ErasureBegun['scope'], { of: 'field' }> },
  context: ErasureContext,
): ErasureYields {
  const purpose = context.rules(scope.purpose);
  if (!purpose) throw new DomainError('purpose-unknown');
  if (!purpose.optional.includes(scope.field))
    throw new DomainError('field-not-optional', { fields: [scope.field] });
  return decideBegin(state, { scope, reason: 'no-longer-needed' }, context);
}

@CommandHandler(RemoveValue)
export class RemoveValueHandler implements ICommandHandler<RemoveValue> {
  constructor(private readonly erasures: Erasures) {}

  execute({ subject, body, context }: RemoveValue) {
    const scope = { of: 'field', purpose: purposeName(body.purpose), field: body.field } as const;
    return this.erasures.begin({ subject, body: { scope }, context }, decideRemoveValue, 'remove-value');
  }
}
