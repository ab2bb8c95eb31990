import { event, type SubjectDecided } from '../guards';
import type { AskedFor } from '../asked-for';
import { given, registered, restricted, SELF, testId } from '../testing';
import { decideLift, type LiftRestrictionBody } from './lift-restriction';
import { decideRestrict, type RestrictBody } from './restrict';

const restriction = testId('restriction');
const asked: AskedFor = { kind: 'restriction', subject: SELF, registeredBy: 'an' };
const restrict = (history: readonly SubjectDecided[], command: RestrictBody) =>
  given(...history).when((state, { context }) => decideRestrict(state, command, { ...context, asked }));
const lift = (history: readonly SubjectDecided[], reason: LiftRestrictionBody['reason']) =>
  given(...history).when(state => decideLift(state, { restriction, reason }));

describe('Art. 18 restrict and lift', () => {
  test('on a ground, for a request', () => {
    restrict([registered()], { ground: 'unlawful' }).thenYields(restricted('unlawful'));
    restrict([registered()], { ground: 'unlawful', request: testId('request') }).thenYields(
      event('ProcessingRestricted', { restriction, ground: 'unlawful', request: testId('request') }),
    );
  });
  test('P19 not for a request that is not there, or is not settled', () => {
    const naming = (named: AskedFor | undefined) =>
      given(registered()).when((state, { context }) =>
        decideRestrict(
          state,
          { ground: 'unlawful', request: testId('request') },
          { ...context, asked: named },
        ),
      );
    const kinds = ['restriction', 'rectification', 'objection'];
    naming(undefined).thenRefused('request-not-fitting', { kinds });
    naming({ ...asked, subject: testId('other') }).thenRefused('request-not-fitting', { kinds });
    naming({ ...asked, wants: 'confirmation-outstanding' }).thenRefused('confirmation-outstanding');
  });
  test('what stands changes nothing; another ground restricts besides', () => {
    restrict([registered(), restricted('unlawful')], { ground: 'unlawful' }).thenNothing();
    expect(
      restrict([registered(), restricted('unlawful')], { ground: 'objection-pending' }).events(),
    ).toHaveLength(1);
  });
  test.each([
    ['accuracy-contested', 'accuracy-settled'],
    ['needed-for-claims', 'claims-settled'],
    ['objection-pending', 'objection-settled'],
    ['unlawful', 'subject-asked'],
    ['accuracy-contested', 'subject-asked'],
  ] as const)('%s is lifted by %s', (ground, reason) => {
    lift([registered(), restricted(ground)], reason).thenYields(
      event('RestrictionLifted', { restriction, reason }),
    );
  });
  test('a reason that settles another ground does not lift', () => {
    lift([registered(), restricted('unlawful')], 'accuracy-settled').thenRefused('reason-not-fitting', {
      ground: 'unlawful',
    });
  });
  test('what is not restricted', () => {
    const lifted = event('RestrictionLifted', { restriction, reason: 'subject-asked' });
    lift([registered()], 'subject-asked').thenRefused('not-restricted');
    lift([registered(), restricted(), lifted], 'subject-asked').thenRefused('not-restricted');
    restrict([], { ground: 'unlawful' }).thenRefused('not-found');
    lift([], 'subject-asked').thenRefused('not-found');
  });
});
