import { addDays, brusselsDay, type Day } from '#libs/kernel';
import type { Check } from '../check';
import { customer, NELE } from '../people';

/** A record as it was at the end of a day. */
export async function asOf(check: Check): Promise<void> {
  const subject = await customer(check.api, NELE);
  const olivia = await check.visit('olivia.officer');
  await olivia.follow(`/console/subjects/${subject}?part=as-of`);
  await olivia.purpose();
  const today = brusselsDay(new Date());
  const day = async (asOf: Day): Promise<void> => {
    await olivia.fill({ asOf });
    await olivia.press('Tonen');
  };
  await day(today);
  check.holds('a record is shown as it was at the end of a day', await olivia.shows(NELE.email));
  await olivia.accessible('a record as of a day');
  await olivia.picture('as-of');
  await olivia.follow(`/console/subjects/${subject}`);
  await olivia.accessibleEverywhere('a person');
  await olivia.follow(`/console/subjects/${subject}?part=as-of`);
  await day(addDays(today, -7));
  check.holds('and nothing of before it was there', await olivia.shows('Hier is niets voor u.'));
}
