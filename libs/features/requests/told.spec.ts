import { event, type SubjectDecided } from '#libs/features/subjects';
import { collected, jan, NOW, registered, sealed, stateAfter, testId } from '#libs/features/subjects/testing';
import { whoHears } from './truth';

const REQUEST = testId('request');
const shared = (n: number, recipient: string, purpose = 'domain-be') =>
  event('DataShared', {
    sharing: testId('sharing', n),
    recipient,
    purpose: `${purpose}/1`,
    basis: 'A6-1-b',
    versions: { email: 1 },
    commitments: {},
    transit: [],
  });
const corrected = event('DataCorrected', {
  channel: 'letter',
  source: 'subject',
  request: REQUEST,
  purposes: [sealed('domain-be', { email: 'nieuw@example.be' }, 2)],
});
const history = [
  registered(),
  collected('domain-be', jan),
  shared(0, 'dns-belgium'),
  shared(1, 'com-registrar'),
  shared(2, 'bank', 'direct-debit'),
  corrected,
];
const after = (...more: readonly SubjectDecided[]): string[] =>
  whoHears(stateAfter(...history, ...more), REQUEST).map(({ recipient }) => recipient);
const [dns] = whoHears(stateAfter(...history), REQUEST);
const about = { duty: dns!.duty, of: 'correction' } as const;

describe('Art. 12(1), 19: a letter says of those alone that they hear of it who do', () => {
  test('who got what was corrected, told or yet to be told, and nobody else', () => {
    expect(after()).toEqual(['dns-belgium', 'com-registrar']);
    const told = event('RecipientTold', {
      ...about,
      recipient: 'dns-belgium',
      purpose: 'domain-be',
      basis: 'A6-1-b',
      channel: 'email',
      versions: { email: 2 },
      commitments: {},
    });
    expect(after(told)).toEqual(['dns-belgium', 'com-registrar']);
    expect(after(told, event('RecipientConfirmed', about))).toEqual(['dns-belgium', 'com-registrar']);
    expect(whoHears(stateAfter(...history), testId('other'))).toEqual([]);
  });

  test('not who is left untold, as two officers found', () => {
    const waived = event('DutyWaived', {
      ...about,
      ground: 'impossible',
      reason: 'recipient-ceased',
      proposedBy: 'olivia',
    });
    expect(after(waived)).toEqual(['com-registrar']);
  });

  test('not who never got it after all', () => {
    const never = event('SharingFailed', { sharing: testId('sharing', 1), reason: 'rejected' });
    expect(after(never)).toEqual(['dns-belgium']);
  });

  test('a letter that went out says who was to be told then', () => {
    const at = (time: string): string[] =>
      whoHears(stateAfter(...history), REQUEST, time).map(({ recipient }) => recipient);
    expect(at(NOW.toISOString())).toEqual(['dns-belgium', 'com-registrar']);
    expect(at(new Date(NOW.getTime() - 1).toISOString())).toEqual([]);
  });

  test('who has the newest values anyway', () => {
    const again = {
      ...shared(3, 'dns-belgium'),
      data: { ...shared(3, 'dns-belgium').data, versions: { email: 2 } },
    };
    expect(after(again)).toEqual(['dns-belgium', 'com-registrar']);
  });
});
