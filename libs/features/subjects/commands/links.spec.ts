import { ToSeal } from '#libs/commands';
import { event, type SubjectDecided } from '../guards';
import { ended, given, linkedDomain, origin, registered, started, testId } from '../testing';
import { decideLinkDomain, domainClaims, type LinkDomainBody } from './link-domain';
import { decideLinkIdentity, identityClaim, type LinkIdentityBody } from './link-identity';
import { decideLinkLogin, loginClaims } from './link-login';
import { decideUnlinkDomain } from './unlink-domain';
import { decideUnlinkIdentity } from './unlink-identity';
import { decideUnlinkLogin } from './unlink-login';

const link = testId('link');
const sealed = (values: Record<string, string>): ToSeal => new ToSeal('contract', 'links', values);
const login = event('LoginLinked', { link, ...origin('subject'), sealed: sealed({ login: 'Jan.Peeters' }) });
const identity = { issuer: 'https://id.example', subject: 'abc' };
const identityLinked = event('IdentityLinked', { link, ...origin('subject'), sealed: sealed(identity) });

describe('P05 login names', () => {
  const linkLogin = (history: readonly SubjectDecided[], name: string) =>
    given(...history).when((state, { context, links }) =>
      decideLinkLogin(state, { login: name }, { ...context, links: links('login') }),
    );

  test('the name is sealed as it is written, and claimed however it is written', () => {
    linkLogin([registered()], ' Jan.Peeters ').thenYields(login);
    expect(loginClaims({ login: ' Jan.Peeters1 ' })).toEqual([
      { kind: 'login', value: 'jan.peeters1', at: '/login' },
      { kind: 'login-skeleton', value: 'jan.peetersl', at: '/login' },
    ]);
  });
  test('the same name again changes nothing', () =>
    linkLogin([registered(), login], 'JAN.PEETERS').thenNothing());
  test('one may have several, and one again that was unlinked', () => {
    expect(linkLogin([registered(), login], 'jp').events()).toHaveLength(1);
    const unlinked = [registered(), login, event('LoginUnlinked', { link })];
    expect(linkLogin(unlinked, 'Jan.Peeters').events()).toHaveLength(1);
  });
  test('malformed, nobody', () => {
    linkLogin([registered()], 'a\0').thenRefused('malformed-value', {
      errors: [{ pointer: '/login', rule: 'login-form' }],
    });
    linkLogin([], 'jan').thenRefused('not-found');
  });
});

describe('P08 sign-in identities', () => {
  const linkIdentity = (history: readonly SubjectDecided[], command: LinkIdentityBody) =>
    given(...history).when((state, { context, links }) =>
      decideLinkIdentity(state, command, { ...context, links: links('identity') }),
    );

  test('issuer and subject are sealed and claimed together', () => {
    linkIdentity([registered()], identity).thenYields(identityLinked);
    expect(identityClaim(identity)).toEqual({ kind: 'identity', value: 'https://id.example abc' });
  });
  test('the same again changes nothing; another case is another', () => {
    linkIdentity([registered(), identityLinked], identity).thenNothing();
    expect(
      linkIdentity([registered(), identityLinked], { ...identity, subject: 'ABC' }).events(),
    ).toHaveLength(1);
  });
  test('malformed, nobody', () => {
    linkIdentity([registered()], { ...identity, issuer: 'x' }).thenRefused('malformed-value', {
      errors: [{ pointer: '/issuer', rule: 'identity-form' }],
    });
    linkIdentity([], identity).thenRefused('not-found');
  });
});

describe('P05 domain names', () => {
  const linkDomain = (history: readonly SubjectDecided[], command: LinkDomainBody) =>
    given(...history).when((state, { context, links }) =>
      decideLinkDomain(state, command, { ...context, links: links('domain') }),
    );

  test('the name is sealed as A-labels, the extension is the catalogue’s', () => {
    linkDomain([registered()], { domain: 'München.BE', role: 'holder' }).thenYields(
      linkedDomain('xn--mnchen-3ya.be'),
    );
  });
  test('a holder’s name is claimed, a payer’s is not', () => {
    const value = 'example.be';
    expect(domainClaims({ domain: 'Example.be', role: 'holder' })).toEqual([
      { kind: 'domain-holder', value },
    ]);
    expect(domainClaims({ domain: 'Example.be', role: 'payer' })).toEqual([]);
  });
  test('the same name in the same role changes nothing; in the other role it is another link', () => {
    const history = [registered(), linkedDomain('example.be')];
    linkDomain(history, { domain: 'EXAMPLE.be', role: 'holder' }).thenNothing();
    linkDomain(history, { domain: 'example.be', role: 'payer' }).thenYields(
      linkedDomain('example.be', 'payer'),
    );
  });
  test('an extension that nobody serves, a malformed name, nobody', () => {
    linkDomain([registered()], { domain: 'example.zz', role: 'holder' }).thenRefused('extension-unknown');
    linkDomain([registered()], { domain: 'be', role: 'holder' }).thenRefused('malformed-value', {
      errors: [{ pointer: '/domain', rule: 'domain-single-label' }],
    });
    linkDomain([], { domain: 'example.be', role: 'holder' }).thenRefused('not-found');
  });
});

describe('P05 P22 unlink', () => {
  const running = [registered(), linkedDomain('example.be'), started('domain', { link })];
  const unlink = (history: readonly SubjectDecided[], reason?: 'ended' | 'mistake') =>
    given(...history).when((state, { context }) =>
      decideUnlinkDomain(state, { link, ...(reason && { reason }) }, context),
    );

  test('what runs for a domain name ends with it', () => {
    const dns = started('dns', { link, service: testId('dns') });
    const hosting = started('hosting', { service: testId('hosting') });
    unlink([...running, dns, hosting]).thenYields(
      event('DomainUnlinked', { link, reason: 'ended' }),
      ended('2026-03-02'),
      ended('2026-03-02', testId('dns')),
    );
  });
  test('a service that was to end later ends now; one that has ended does not end again', () => {
    expect(unlink([...running, ended('2026-05-01')]).events()).toHaveLength(2);
    unlink([...running, ended('2026-02-01')], 'mistake').thenYields(
      event('DomainUnlinked', { link, reason: 'mistake' }),
    );
  });
  test('not while it is being transferred', () => {
    const begun = event('DomainTransferBegun', { transfer: testId('transfer'), link, to: testId('other') });
    unlink([...running, begun]).thenRefused('transfer-under-way');
  });
  test('login and identity', () => {
    given(registered(), login)
      .when(state => decideUnlinkLogin(state, { link }))
      .thenYields(event('LoginUnlinked', { link }));
    given(registered(), identityLinked)
      .when(state => decideUnlinkIdentity(state, { link }))
      .thenYields(event('IdentityUnlinked', { link }));
  });
  test('what is unlinked stays so: nothing changes', () => {
    unlink([...running, event('DomainUnlinked', { link, reason: 'ended' })]).thenNothing();
    given(registered(), login, event('LoginUnlinked', { link }))
      .when(state => decideUnlinkLogin(state, { link }))
      .thenNothing();
    given(registered(), identityLinked, event('IdentityUnlinked', { link }))
      .when(state => decideUnlinkIdentity(state, { link }))
      .thenNothing();
  });
  test('a link of another kind is no link of this kind', () => {
    unlink([registered(), login]).thenRefused('link-unknown');
    given(...running)
      .when(state => decideUnlinkLogin(state, { link }))
      .thenRefused('link-unknown');
    given(registered())
      .when(state => decideUnlinkIdentity(state, { link }))
      .thenRefused('link-unknown');
    unlink([]).thenRefused('not-found');
  });
});
