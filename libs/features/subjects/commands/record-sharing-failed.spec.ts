import { event, type SubjectDecided } from '../guards';
import { given, registered, testId } from '../testing';
import { decideRecordSharingFailed } from './record-sharing-failed';

const shared = (index: number) =>
  event('DataShared', {
    sharing: testId('sharing', index),
    recipient: 'dns-belgium',
    purpose: 'domain-be/1',
    basis: 'A6-1-b',
    versions: { email: 1 },
    commitments: {},
    transit: [],
  });
const failed = event('SharingFailed', { sharing: testId('sharing', 0), reason: 'rejected' });
const history = [registered(), shared(0), shared(1)];
const record = (events: readonly SubjectDecided[], index = 0) =>
  given(...events).when(state =>
    decideRecordSharingFailed(state, { sharing: testId('sharing', index), reason: 'rejected' }),
  );

describe('P10 a sharing that did not arrive', () => {
  test('is recorded, whichever it was', () => {
    record(history).thenYields(failed);
    expect(record(history, 1).events()).toHaveLength(1);
  });
  test('once', () => record([...history, failed]).thenNothing());
  test('not of one that never was', () => {
    record(history, 2).thenRefused('sharing-unknown');
    record([]).thenRefused('not-found');
  });
});
