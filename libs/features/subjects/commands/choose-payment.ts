import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { instanceOf, recipientOf, type Catalogue, type PaymentMethod } from '#libs/catalogue';
import { Describe, Example } from '#libs/http/schema';
import { DomainError } from '#libs/kernel';
import { event, requireSubject, type SubjectContext, type SubjectYields, forContract } from '../guards';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';

export const METHODS = ['direct-debit', 'online-payment', 'bank-transfer'] as const;

@Example({ method: 'direct-debit', instance: 'kbc' })
export class ChoosePaymentBody {
  @IsIn(METHODS)
  readonly method!: PaymentMethod;

  @Describe(
    "Which one, such as the customer's bank: its id among `instances` of the catalogue, or its BIC where the catalogue takes " +
      'banks by that (`byBic`).',
  )
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly instance?: string;
}

export function decideChoosePayment(
  state: SubjectState,
  { method, instance: given }: ChoosePaymentBody,
  { catalogue }: Pick<SubjectContext, 'catalogue'>,
): SubjectYields<'PaymentMethodChosen'> {
  requireSubject(state);
  const instance = requireInstance(catalogue, method, given);
  if (state.payment?.method === method && state.payment.instance === instance) return [];
  return [event('PaymentMethodChosen', { method, ...(instance !== undefined && { instance }) })];
}

/** Where the catalogue has a kind of many, one is named (P11: "your bank" is recorded by name); elsewhere none. */
function requireInstance(
  catalogue: Catalogue,
  method: PaymentMethod,
  given: string | undefined,
): string | undefined {
  const many = catalogue.purposes
    .filter(purpose => purpose.opening.payment === method)
    .flatMap(purpose => purpose.recipients)
    .flatMap(({ recipient }) => recipientOf(catalogue, recipient) ?? [])
    .find(({ instances }) => instances);
  const found = many && given !== undefined ? instanceOf(many, given) : undefined;
  if (many ? !found : given !== undefined) throw new DomainError('instance-unknown');
  return found?.id;
}

/** Chooses how to pay, in place of what stood (P11, P12): opens the purpose of that method, closes the other’s. */
export class ChoosePayment extends SubjectCommand<ChoosePaymentBody, 'PaymentMethodChosen'> {}

@CommandHandler(ChoosePayment)
export class ChoosePaymentHandler implements ICommandHandler<ChoosePayment> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: ChoosePayment) {
    return this.subjects.run(command, {
      name: 'choose-payment',
      decide: decideChoosePayment,
      actsFor: forContract,
    });
  }
}
