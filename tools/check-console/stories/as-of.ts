import type { Check } from '../check';
import { customer, NELE } from '../people';

/** A record as it was at the end of a day. */
export async function asOf(check: Check): Promise<void> {
  const subject = await customer(check.api, NELE);
  const olivia = await check.visit('olivia.officer');
  await olivia.follow(`/console/subjects/${subject}?part=as-of`);
  await olivia.purpose();
  const day = async (of: Date): Promise<void> => {
    await olivia.fill({ asOf: of.toISOString().slice(0, 10) });
    await olivia.press('Tonen');
  };
  await day(new Date());
  check.holds('a record is shown as it was at the end of a day', await olivia.shows(NELE.email));
  await olivia.accessible('a record as of a day');
  await olivia.picture('as-of');
  await olivia.follow(`/console/subjects/${subject}`);
  await olivia.accessibleEverywhere('a person');
  await olivia.follow(`/console/subjects/${subject}?part=as-of`);
  await day(new Date(Date.now() - 7 * 86_400_000));
  check.holds('and nothing of before it was there', await olivia.shows('Hier is niets voor u.'));
}
