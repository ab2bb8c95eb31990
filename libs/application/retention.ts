import type { Purpose } from '#libs/catalogue';
import { addDays, brusselsDay, dayAfter, type Day } from '#libs/kernel';
import type { CustomerRecord } from '#libs/records';

/** How long something is kept, by whose decision, and until when as far as that stands (Art. 13(2)(a), 15(1)(d)). */
export interface Kept {
  readonly after: Purpose['retention']['after'];
  /** ISO 8601. */
  readonly duration: string;
  readonly source: string;
  readonly decidedBy: 'controller' | 'law';
  /** Last day; absent while what it follows on has not ended. */
  readonly until?: Day;
}

type Services = CustomerRecord['services'];

/** @param since when it was recorded: what is kept by period is kept from the end of that one's */
export function kept(
  purpose: Purpose,
  since: string,
  record: Pick<CustomerRecord, 'services' | 'links'>,
): Kept {
  const { after, duration, source, decidedBy } = purpose.retention;
  const end = endOf(purpose, brusselsDay(new Date(since)), record);
  return { after, duration, source, decidedBy, ...(end && { until: dayAfter(end, duration) }) };
}

function endOf(
  { retention: { after }, period, opening }: Purpose,
  day: Day,
  record: Pick<CustomerRecord, 'services' | 'links'>,
): Day | undefined {
  switch (after) {
    case 'period-end':
      return period === 'month' ? lastOfMonth(day) : `${day.slice(0, 4)}-12-31`;
    case 'contract-end':
      return lastEnd(record.services);
    case 'service-end': {
      const types = opening.services ?? 'any';
      return lastEnd(
        record.services.filter(
          service =>
            (types === 'any' || types.includes(service.type as never)) &&
            mayBeUnder(record.links, service.link, opening.extension),
        ),
      );
    }
    case 'matter-closed':
      return undefined;
  }
}

/** What a service was for is not known any more once its link has gone: it then counts, so that nothing ends too soon. */
function mayBeUnder(
  links: CustomerRecord['links'],
  link: string | undefined,
  extension: string | undefined,
): boolean {
  const found = links.find(one => one.link === link);
  return extension === undefined || found?.kind !== 'domain' || found.extension === extension;
}

/** The last service's end, once all have one. */
function lastEnd(services: Services): Day | undefined {
  const ends = services.map(({ endsOn }) => endsOn).filter(end => end !== undefined);
  return ends.length > 0 && ends.length === services.length ? ends.sort().at(-1) : undefined;
}

function lastOfMonth(day: Day): Day {
  return addDays(dayAfter(`${day.slice(0, 7)}-01`, 'P1M'), -1);
}
