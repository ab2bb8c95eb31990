import { event, type SubjectDecided } from '../guards';
import type { AskedFor } from '../asked-for';
import { announced, collected, given, jan, registered, restricted, SELF, testId } from '../testing';
import { decideAnnounce, type AnnounceLiftingBody } from './announce-lifting';
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
    lift([registered(), restricted(ground), announced(reason)], reason).thenYields(
      event('RestrictionLifted', { restriction, reason }),
    );
  });
  test('a reason that settles another ground does not lift', () => {
    lift([registered(), restricted('unlawful')], 'accuracy-settled').thenRefused('reason-not-fitting', {
      ground: 'unlawful',
    });
  });
  const announce = (history: readonly SubjectDecided[], body: Partial<AnnounceLiftingBody> = {}) =>
    given(...history).when((state, { context }) =>
      decideAnnounce(state, { restriction, reason: 'subject-asked', channel: 'letter', ...body }, context),
    );
  test('Art. 18(3) not before the person was told, for the very reason that it is lifted for', () => {
    const contested = [registered(), restricted('accuracy-contested')];
    lift(contested, 'accuracy-settled').thenRefused('lifting-not-announced');
    lift([...contested, announced()], 'accuracy-settled').thenRefused('lifting-not-announced');
    const other = testId('restriction', 1);
    lift(
      [...contested, restricted('unlawful', other), announced('subject-asked', other)],
      'subject-asked',
    ).thenRefused('lifting-not-announced');
  });
  test('Art. 18(3) the person is told once for a reason, in their own language or the one that is asked', () => {
    const history = [registered(), collected('contract', { ...jan, language: 'fr-BE' }), restricted()];
    const told = (language: 'nl' | 'fr' | 'en') => ({ type: 'LiftingAnnounced', data: { language } });
    const [inFrench] = announce(history).events();
    expect(inFrench).toMatchObject(told('fr'));
    expect(Object.keys((inFrench!.data as { fields: object }).fields).sort()).toEqual([
      'address',
      'familyName',
      'givenName',
      'language',
    ]);
    expect(announce(history, { language: 'en' }).events()).toMatchObject([told('en')]);
    expect(announce([registered(), restricted()]).events()).toMatchObject([told('nl')]);
    announce([...history, announced()]).thenNothing();
    expect(announce([...history, announced()], { reason: 'accuracy-settled' }).events()).toHaveLength(1);
  });
  test('Art. 18(3) nobody is told what no lifting could follow', () => {
    announce([registered()]).thenRefused('not-restricted');
    announce([registered(), restricted('unlawful')], { reason: 'claims-settled' }).thenRefused(
      'reason-not-fitting',
      {
        ground: 'unlawful',
      },
    );
  });
  test('what is not restricted', () => {
    const lifted = event('RestrictionLifted', { restriction, reason: 'subject-asked' });
    lift([registered()], 'subject-asked').thenRefused('not-restricted');
    lift([registered(), restricted(), announced(), lifted], 'subject-asked').thenRefused('not-restricted');
    restrict([], { ground: 'unlawful' }).thenRefused('not-found');
    lift([], 'subject-asked').thenRefused('not-found');
  });
});
