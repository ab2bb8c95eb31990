import { ToSeal } from '#libs/commands';
import { event, type SubjectDecided } from '../guards';
import { isOpen } from '../purposes';
import { purposeOf } from '#libs/catalogue';
import {
  dcube,
  ended,
  given,
  holder,
  linkedDomain,
  origin,
  registered,
  SELF,
  stateAfter,
  testId,
} from '../testing';
import { decideBeginTransfer } from './begin-transfer';
import { decideCompleteTransfer } from './complete-transfer';
import { decideFailTransfer } from './fail-transfer';
import { decideReceiveTransfer } from './receive-transfer';

const [link, transfer, to] = [testId('link'), testId('transfer'), testId('other')];
const begun = event('DomainTransferBegun', { transfer, link, to });
const failed = event('DomainTransferFailed', { transfer, link, code: 'subject-erased' });
const gone = event('DomainUnlinked', { link, reason: 'transferred', transfer });

describe('P05 P10 a domain name goes from one holder to another', () => {
  const begin = (history: readonly SubjectDecided[], target = to) =>
    given(...history).when((state, { context }) => decideBeginTransfer(state, { link, to: target }, context));
  const receive = (history: readonly SubjectDecided[], domain = 'example.be') =>
    given(...history).when((state, { context }) =>
      decideReceiveTransfer(state, { transfer, domain }, context),
    );
  const complete = (history: readonly SubjectDecided[]) =>
    given(...history).when((state, { context }) => decideCompleteTransfer(state, { transfer }, context));
  const fail = (history: readonly SubjectDecided[]) =>
    given(...history).when(state => decideFailTransfer(state, { transfer, code: 'subject-erased' }));

  test('it begins with the old holder', () => begin(holder).thenYields(begun));
  test('begun again for the same receiver changes nothing; for another it waits', () => {
    begin([...holder, begun]).thenNothing();
    begin([...holder, begun], testId('third')).thenRefused('transfer-under-way');
    begin([...holder, begun, failed]).thenYields(begun);
  });
  test('only a name that is held can go, and not to oneself', () => {
    begin(holder, SELF).thenRefused('transfer-to-self');
    begin([registered(), linkedDomain('example.be', 'payer')]).thenRefused('link-unknown');
    begin([...holder, begun, gone]).thenRefused('link-unknown');
    begin([registered()]).thenRefused('link-unknown');
    begin([]).thenRefused('not-found');
  });

  test('the new holder receives it under a link and key of their own', () => {
    const received = event('DomainLinked', {
      link,
      role: 'holder',
      extension: 'be',
      ...origin('third-person'),
      transfer,
      sealed: new ToSeal('contract', 'links', { domain: 'example.be' }),
    });
    receive([registered()]).thenYields(received);
    receive([registered(), received]).thenNothing();
    receive([]).thenRefused('not-found');
    receive([registered()], 'example.zz').thenRefused('extension-unknown');
  });

  test('completed, the old holder’s link and what ran for it end, and the purpose closes', () => {
    complete([...holder, begun]).thenYields(gone, ended('2026-03-02'));
    complete([...holder, begun, gone]).thenNothing();
    const after = stateAfter(...holder, begun, gone, ended('2026-03-02'));
    expect(isOpen(after, purposeOf(dcube, 'domain-be')!, '2026-03-02')).toBe(false);
  });

  test('failed, it stays with the old holder', () => {
    fail([...holder, begun]).thenYields(failed);
    fail([...holder, begun, failed]).thenNothing();
    complete([...holder, begun, failed]).thenNothing();
    expect(stateAfter(...holder, begun, failed).links[link]?.value).toBeDefined();
  });

  test('an unknown transfer', () => {
    complete(holder).thenRefused('transfer-unknown');
    fail(holder).thenRefused('transfer-unknown');
  });
});
