import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import type { PaymentMethod } from '#libs/catalogue';
import { DomainError } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import { event, requireSubject, type SubjectYields, forContract } from '../guards';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { METHODS } from './choose-payment';

@Example({ method: 'direct-debit' })
export class DropPaymentBody {
  @IsIn(METHODS)
  readonly method!: PaymentMethod;
}

export function decideDropPayment(
  state: SubjectState,
  { method }: DropPaymentBody,
): SubjectYields<'PaymentMethodDropped'> {
  requireSubject(state);
  if (state.payment?.method !== method) throw new DomainError('payment-method-not-chosen');
  return [event('PaymentMethodDropped', { method })];
}

/** Drops the chosen payment method (P11, P12). */
export class DropPayment extends SubjectCommand<DropPaymentBody, 'PaymentMethodDropped'> {}

@CommandHandler(DropPayment)
export class DropPaymentHandler implements ICommandHandler<DropPayment> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: DropPayment) {
    return this.subjects.run(command, {
      name: 'drop-payment',
      decide: decideDropPayment,
      actsFor: forContract,
    });
  }
}
