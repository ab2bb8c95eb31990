import { event, type SubjectDecided } from '../guards';
import { ended, given, linkedDomain, registered, started, testId } from '../testing';
import { decideEndService, type EndServiceBody } from './end-service';
import { decideRenewService } from './renew-service';
import { decideStartService, type StartServiceBody } from './start-service';

const [link, service] = [testId('link'), testId('service')];
const running = [
  registered(),
  linkedDomain('example.be'),
  started('domain', { link, renewsOn: '2026-04-01' }),
];

describe('P22 start a service', () => {
  const start = (history: readonly SubjectDecided[], command: StartServiceBody) =>
    given(...history).when((state, { context }) => decideStartService(state, command, context));

  test('from today, or from the day that is named', () => {
    start([registered()], { type: 'hosting' }).thenYields(
      event('ServiceStarted', { service, serviceType: 'hosting', from: '2026-03-02' }),
    );
    start([registered()], { type: 'hosting', from: '2020-02-29', renewsOn: '2027-02-28' }).thenYields(
      event('ServiceStarted', {
        service,
        serviceType: 'hosting',
        from: '2020-02-29',
        renewsOn: '2027-02-28',
      }),
    );
  });

  test('a domain service is about a linked name', () => {
    const named = [registered(), linkedDomain('example.be', 'payer')];
    start(named, { type: 'domain', link }).thenYields(
      event('ServiceStarted', { service, serviceType: 'domain', from: '2026-03-02', link }),
    );
    start(named, { type: 'domain' }).thenRefused('link-unknown');
    start(named, { type: 'dns', link: testId('other') }).thenRefused('link-unknown');
    start([...named, event('DomainUnlinked', { link, reason: 'ended' })], {
      type: 'domain',
      link,
    }).thenRefused('link-unknown');
  });

  test('the same name is not registered twice: nothing changes', () => {
    start(running, { type: 'domain', link }).thenNothing();
    expect(start([...running, ended('2026-03-02')], { type: 'domain', link }).events()).toHaveLength(1);
  });

  test('of other services one may have several', () => {
    expect(start([registered(), started('hosting')], { type: 'hosting' }).events()).toHaveLength(1);
    expect(start(running, { type: 'dns', link }).events()).toHaveLength(1);
  });

  test('days come in order', () => {
    const refused = (command: Omit<StartServiceBody, 'type'>, pointer: string, rule: string): void =>
      start([registered()], { type: 'dns', ...command }).thenRefused('malformed-value', {
        errors: [{ pointer, rule }],
      });
    refused({ from: '2026-03-02', renewsOn: '2026-03-02' }, '/renewsOn', 'not-after-from');
  });

  test('nobody has services', () => start([], { type: 'dns' }).thenRefused('not-found'));
});

describe('P01 renew a service', () => {
  const renew = (history: readonly SubjectDecided[], renewsOn: string) =>
    given(...history).when((state, { context }) => decideRenewService(state, { service, renewsOn }, context));

  test('it goes on until its next day', () => {
    renew(running, '2027-04-01').thenYields(event('ServiceRenewed', { service, renewsOn: '2027-04-01' }));
  });
  test('the day that stands changes nothing', () => renew(running, '2026-04-01').thenNothing());
  test('not backwards', () =>
    renew(running, '2026-03-31').thenRefused('malformed-value', {
      errors: [{ pointer: '/renewsOn', rule: 'not-later' }],
    }));
  test('not what has ended or never was', () => {
    renew([...running, ended('2026-03-02')], '2027-04-01').thenRefused('service-ended');
    renew([registered()], '2027-04-01').thenRefused('service-unknown');
    renew([], '2027-04-01').thenRefused('not-found');
  });
});

describe('P22 end a service', () => {
  const end = (history: readonly SubjectDecided[], command: Partial<EndServiceBody> = {}) =>
    given(...history).when((state, { context }) => decideEndService(state, { service, ...command }, context));

  test('today or on the day that is named, also one to come', () => {
    end(running).thenYields(ended('2026-03-02'));
    end(running, { on: '2026-04-01' }).thenYields(ended('2026-04-01'));
  });
  test('what has ended stays as it ended', () => {
    const over = [...running, ended('2026-03-01')];
    end(over).thenNothing();
    end(over, { on: '2026-03-01' }).thenNothing();
    end(over, { on: '2026-03-02' }).thenRefused('service-ended');
  });
  test('not before it began, not what never was', () => {
    end(running, { on: '2025-03-31' }).thenRefused('malformed-value', {
      errors: [{ pointer: '/on', rule: 'before-from' }],
    });
    end([registered()]).thenRefused('service-unknown');
    end([]).thenRefused('not-found');
  });
});
