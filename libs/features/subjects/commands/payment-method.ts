import { Type, type Static } from '@sinclair/typebox';
import { recipientOf, type Catalogue, type PaymentMethod } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import { event, requireSubject, type SubjectDecided } from '../decisions';
import type { SubjectState } from '../state';
import { closed, oneOf } from '../vocabulary/schemas';

const Method = oneOf(['direct-debit', 'online-payment', 'bank-transfer']);

/** Chooses how to pay, in place of what stood (P11, P12): opens the purpose of that method, closes the other's. */
export const ChoosePaymentBody = closed({
  method: Method,
  instance: Type.Optional(
    Type.String({ maxLength: 200, description: "Which one, such as the customer's bank." }),
  ),
});
export type ChoosePayment = Static<typeof ChoosePaymentBody>;

export const DropPaymentBody = closed({ method: Method });
export type DropPayment = Static<typeof DropPaymentBody>;

export function decideChoosePayment(
  state: SubjectState,
  command: ChoosePayment,
  _given: Given,
  catalogue: Catalogue,
): SubjectDecided[] {
  requireSubject(state);
  const { method, instance } = command;
  const instances = instancesFor(catalogue, method);
  // Where the catalogue lists several, one is named (P11: "your bank" is recorded by name); elsewhere none.
  if (instances.length > 0 ? !instances.includes(instance ?? '') : instance !== undefined) {
    throw new DomainError('instance-unknown');
  }
  if (state.payment?.method === method && state.payment.instance === instance) return [];
  return [event('PaymentMethodChosen', { method, ...(instance !== undefined && { instance }) })];
}

export function decideDropPayment(state: SubjectState, { method }: DropPayment): SubjectDecided[] {
  requireSubject(state);
  if (state.payment?.method !== method) throw new DomainError('payment-method-not-chosen');
  return [event('PaymentMethodDropped', { method })];
}

function instancesFor(catalogue: Catalogue, method: PaymentMethod): string[] {
  return catalogue.purposes
    .filter(purpose => purpose.opening.payment === method)
    .flatMap(purpose => purpose.recipients)
    .flatMap(({ recipient }) => recipientOf(catalogue, recipient)?.instances ?? [])
    .map(({ id }) => id);
}
