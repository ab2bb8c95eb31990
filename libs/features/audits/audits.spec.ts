import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { givenIn, NOW, testId } from '#libs/commands/testing';
import { decideClose } from './commands/close-audit';
import { decideOpen } from './commands/open-audit';
import { decideConsultation } from './commands/record-consultation';
import { AUDITS, isOpen, type AuditsState } from './state';

const [catalogue] = shippedCatalogues() as [Catalogue];
const given = givenIn(AUDITS, catalogue);
const audit = testId('audit');

const open = (state: AuditsState, context: { now: Date }) =>
  decideOpen(state, { by: 'external', days: 2 }, { ...context, audit });
const close = (state: AuditsState) => decideClose(state, { audit });

describe('Art. 5(2), 24: an audit', () => {
  test('lets auditors in from its opening until its days are over', () => {
    given()
      .when(open)
      .thenYields({
        type: 'AuditOpened',
        data: { audit, by: 'external', until: '2026-03-04T09:00:00.000Z' },
      });
    const [it] = given().and(open).state;
    const at = (time: string): boolean => isOpen(it!, new Date(time));
    expect(
      ['2026-03-02T08:59:59.999Z', NOW, '2026-03-04T08:59:59.999Z', '2026-03-04T09:00:00Z'].map(at),
    ).toEqual([false, true, true, false]);
  });

  test('is closed before its time, once', () => {
    given().when(close).thenRefused('not-found');
    given().and(open).when(close).thenYields({ type: 'AuditClosed', data: { audit } });
    const closed = given().and(open).and(close, '2026-03-02T12:00:00Z');
    closed.when(close).thenNothing();
    expect(closed.state.map(each => isOpen(each, new Date('2026-03-02T13:00:00Z')))).toEqual([false]);
  });
});

test('P09 a look at the register says what was shown in texts, without what was not asked', () => {
  expect(decideConsultation(undefined, { view: 'tile', about: { level: 0, n: 7n, by: undefined } })).toEqual([
    { type: 'RegisterConsulted', data: { view: 'tile', about: { level: '0', n: '7' } } },
  ]);
});
