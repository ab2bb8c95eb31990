import { dutiesOf, event, type SubjectDecided } from '#libs/features/subjects';
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

  describe('what a later correction took over is heard of with that one, and not otherwise', () => {
    const told = (duty: string, version: number) =>
      event('RecipientTold', {
        duty,
        of: 'correction',
        recipient: 'dns-belgium',
        purpose: 'domain-be',
        basis: 'A6-1-b',
        channel: 'email',
        versions: { email: version },
        commitments: {},
      });
    const again = (version: number) =>
      event('DataCorrected', {
        channel: 'letter',
        source: 'subject',
        purposes: [sealed('domain-be', { email: 'nog.nieuwer@example.be' }, version)],
      });
    const never = (duty: string) =>
      event('TellingFailed', { duty, of: 'correction', reason: 'unreachable' } as const);
    const left = (duty: string) =>
      event('DutyWaived', {
        duty,
        of: 'correction',
        ground: 'impossible',
        reason: 'recipient-ceased',
        proposedBy: 'olivia',
      });
    // Told of the first; the second took over what of it did not arrive.
    const first = [told(dns!.duty, 2), again(3)];
    const idOf = (...more: readonly SubjectDecided[]): string =>
      dutiesOf(stateAfter(...history, ...more))
        .all()
        .findLast(({ recipient }) => recipient === 'dns-belgium')!.duty;
    const second = idOf(...first);
    const taken = [...first, never(dns!.duty)];

    test('open or told, it is heard of', () => {
      expect(dutiesOf(stateAfter(...history, ...taken)).find(dns!.duty)).toMatchObject({
        status: 'taken-over',
        takenOverBy: [second],
      });
      expect(after(...taken)).toEqual(['dns-belgium', 'com-registrar']);
      expect(after(...taken, told(second, 3))).toEqual(['dns-belgium', 'com-registrar']);
    });

    test('left untold as two officers found, it is not', () => {
      expect(after(...taken, left(second))).toEqual(['com-registrar']);
    });

    test('taken over twice, what became of the last decides', () => {
      const twice = [...first, told(second, 3), again(4)];
      const third = idOf(...twice);
      const all = [...twice, never(dns!.duty), never(second)];
      expect(after(...all)).toEqual(['dns-belgium', 'com-registrar']);
      expect(after(...all, left(third))).toEqual(['com-registrar']);
    });

    test('a later one of which it is told, and that took nothing over, does not count', () => {
      const waived = [...taken, left(second)];
      const other = [...waived, again(4)];
      expect(after(...other, told(idOf(...other), 4))).toEqual(['com-registrar']);
    });
  });

  test('who has the newest values anyway', () => {
    const again = {
      ...shared(3, 'dns-belgium'),
      data: { ...shared(3, 'dns-belgium').data, versions: { email: 2 } },
    };
    expect(after(again)).toEqual(['dns-belgium', 'com-registrar']);
  });
});
