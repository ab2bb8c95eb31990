import { shippedCatalogues } from '#libs/catalogue';
import { refusedAbout } from './refusals';

const catalogue = shippedCatalogues().at(-1)!;

test('P16: of a purpose that nobody may look for, a refusal names nobody; of every other it names its subject', () => {
  const about = (purpose?: string) => refusedAbout('jan', { ...(purpose && { purpose }) }, catalogue);
  for (const { id, look } of catalogue.purposes)
    expect([id, about(id)]).toEqual([id, look ? 'jan' : undefined]);
  expect(about('government-order')).toBeUndefined();
  expect(about()).toBe('jan');
  expect(about('never-listed/1')).toBe('jan');
});
