import { event, type SubjectDecided } from '../guards';
import { chosen, given, registered } from '../testing';
import { decideChoosePayment, type ChoosePaymentBody } from './choose-payment';
import { decideDropPayment } from './drop-payment';

const choose = (history: readonly SubjectDecided[], command: ChoosePaymentBody) =>
  given(...history).when((state, { context }) => decideChoosePayment(state, command, context));
const drop = (history: readonly SubjectDecided[], method: ChoosePaymentBody['method']) =>
  given(...history).when(state => decideDropPayment(state, { method }));

describe('P11 P12 how a customer pays', () => {
  test('by direct debit at a bank that is named', () => {
    choose([registered()], { method: 'direct-debit', instance: 'kbc' }).thenYields(
      chosen('direct-debit', 'kbc'),
    );
    choose([registered()], { method: 'direct-debit' }).thenRefused('instance-unknown');
    choose([registered()], { method: 'direct-debit', instance: 'Acme Bank' }).thenRefused('instance-unknown');
  });
  test('online or by transfer, where there is no one to name', () => {
    choose([registered()], { method: 'online-payment' }).thenYields(chosen('online-payment'));
    choose([registered()], { method: 'bank-transfer' }).thenYields(chosen('bank-transfer'));
    choose([registered()], { method: 'bank-transfer', instance: 'kbc' }).thenRefused('instance-unknown');
  });
  test('what stands changes nothing; another bank is another choice', () => {
    const history = [registered(), chosen('direct-debit', 'kbc')];
    choose(history, { method: 'direct-debit', instance: 'kbc' }).thenNothing();
    choose(history, { method: 'direct-debit', instance: 'ing' }).thenYields(chosen('direct-debit', 'ing'));
  });
  test('dropped while it stands', () => {
    const history = [registered(), chosen('direct-debit', 'kbc')];
    const dropped = event('PaymentMethodDropped', { method: 'direct-debit' });
    drop(history, 'direct-debit').thenYields(dropped);
    drop(history, 'online-payment').thenRefused('payment-method-not-chosen');
    drop([...history, dropped], 'direct-debit').thenRefused('payment-method-not-chosen');
    expect(choose([...history, dropped], { method: 'direct-debit', instance: 'kbc' }).events()).toHaveLength(
      1,
    );
  });
  test('nobody', () => {
    choose([], { method: 'online-payment' }).thenRefused('not-found');
    drop([], 'online-payment').thenRefused('not-found');
  });
});
