import { purposeOf, shippedCatalogues, type Purpose } from '#libs/catalogue';
import type { CustomerRecord } from '#libs/features/records';
import { kept } from './retention';

const catalogue = shippedCatalogues().at(-1)!;
const purpose = (name: string): Purpose => purposeOf(catalogue, name)!;
const SINCE = '2026-02-14T10:00:00.000Z';

type Service = CustomerRecord['services'][number];
const service = (type: string, endsOn?: string, link?: string): Service => ({
  service: 'x',
  type,
  from: '2026-01-01',
  since: SINCE,
  ...(endsOn && { endsOn }),
  ...(link && { link }),
});
const domain = (link: string, extension: string): CustomerRecord['links'][number] => ({
  link,
  kind: 'domain',
  role: 'holder',
  extension,
  since: SINCE,
  erased: true,
});
const until = (name: string, services: Service[], links: CustomerRecord['links'] = []): string | undefined =>
  kept(purpose(name), SINCE, { services, links }).until;

describe('P22, Art. 15(1)(d): until when something is kept', () => {
  test('a financial year and a month end by the calendar', () => {
    expect(until('bookkeeping', [])).toBe('2036-12-31');
    expect(until('fraud', [])).toBe('2026-05-28');
  });

  test('a contract has no end while a service runs, nor before the first', () => {
    expect(until('contract', [])).toBeUndefined();
    expect(until('contract', [service('hosting', '2026-06-01'), service('dns')])).toBeUndefined();
  });

  test('it ends with the last service', () => {
    expect(until('contract', [service('hosting', '2026-06-01'), service('dns', '2026-03-01')])).toBe(
      '2027-06-01',
    );
  });

  test("a purpose's data end with the services that needed it", () => {
    expect(until('hosting', [service('hosting', '2026-06-01'), service('dns')])).toBe('2026-07-01');
  });

  test('a domain name under another extension keeps nothing', () => {
    const links = [domain('be', 'be'), domain('eu', 'eu')];
    const services = [service('domain', '2026-06-01', 'be'), service('domain', undefined, 'eu')];
    expect(until('domain-be', services, links)).toBe('2026-09-01');
    expect(until('domain-eu', services, links)).toBeUndefined();
  });

  test('one whose link has gone does: nothing ends too soon', () => {
    expect(until('domain-be', [service('domain', undefined, 'gone')], [])).toBeUndefined();
  });

  test('the numbers say whose decision they are', () => {
    const { decidedBy, source } = kept(purpose('contract'), SINCE, { services: [], links: [] });
    expect([decidedBy, source.length > 0]).toEqual(['controller', true]);
  });
});
