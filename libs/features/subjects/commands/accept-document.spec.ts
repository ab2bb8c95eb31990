import { event, type SubjectDecided } from '../guards';
import { accepted, dcube, given, registered, withNewTerms } from '../testing';
import { decideAcceptDocument, type AcceptDocumentBody } from './accept-document';

const accept = (
  history: readonly SubjectDecided[],
  command: Partial<AcceptDocumentBody>,
  catalogue = dcube,
) =>
  given(...history).when((state, { context }) =>
    decideAcceptDocument(
      state,
      { document: 'terms:be', version: '2018-05-25', channel: 'letter', ...command },
      { ...context, catalogue },
    ),
  );
const evidence = { document: 'terms:be', version: '2018-05-25', channel: 'letter' } as const;

describe('P02 P21 accept a document', () => {
  test('what was accepted, when and how', () => {
    accept([registered()], {}).thenYields(event('DocumentAccepted', { ...evidence, on: '2026-03-02' }));
    accept([registered()], { on: '2020-02-29' }).thenYields(
      event('DocumentAccepted', { ...evidence, on: '2020-02-29' }),
    );
  });
  test('accepted again changes nothing; so does the policy of the registration', () => {
    accept([registered(), accepted('terms:be')], { on: '2026-01-01' }).thenNothing();
    accept([registered()], { document: 'policy' }).thenNothing();
  });
  test('a new version is accepted beside the old one', () => {
    const catalogue = withNewTerms('2026-03-01');
    const history = [registered(), accepted('terms:be')];
    expect(accept(history, { version: '2026-03-01' }, catalogue).events()).toHaveLength(1);
  });
  test('not before it is in force', () => {
    const early = { errors: [{ pointer: '/on', rule: 'before-in-force' }] };
    accept([registered()], { on: '2018-05-24' }).thenRefused('malformed-value', early);
    expect(accept([registered()], { on: '2018-05-25' }).events()).toHaveLength(1);
    const next = withNewTerms('2026-04-01');
    accept([registered()], { version: '2026-04-01' }, next).thenRefused('malformed-value', early);
  });
  test('only versions that were published, on days that have come', () => {
    accept([registered()], { version: '2019-01-01' }).thenRefused('document-version-unknown');
    accept([registered()], { document: 'terms:zz' }).thenRefused('document-version-unknown');
    accept([registered()], { on: '2026-03-03' }).thenRefused('malformed-value', {
      errors: [{ pointer: '/on', rule: 'in-the-future' }],
    });
  });
  test('nobody', () => accept([], {}).thenRefused('not-found'));
});
