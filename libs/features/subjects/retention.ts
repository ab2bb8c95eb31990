import type { Purpose } from '#libs/catalogue';
import { addDays, dayAfter, type Day } from '#libs/kernel';

/** What an end is counted from: services, and the links that they are for. */
export interface Served {
  readonly services: readonly {
    readonly type: string;
    readonly link?: string | undefined;
    readonly endsOn?: string | undefined;
  }[];
  readonly links: readonly {
    readonly link: string;
    readonly kind: string;
    readonly extension?: string | undefined;
  }[];
}

/**
 * Last day on which what was recorded for a purpose on a day is kept (P22, Art. 5(1)(e)); undefined while what it
 * follows on has not ended, and for matters, which end by themselves.
 */
export function keptUntil(purpose: Purpose, recorded: Day, served: Served): Day | undefined {
  const end = endOf(purpose, recorded, served);
  return end && dayAfter(end, purpose.retention.duration);
}

function endOf({ retention, period, opening }: Purpose, recorded: Day, served: Served): Day | undefined {
  switch (retention.after) {
    case 'period-end':
      return period === 'month' ? lastOfMonth(recorded) : `${recorded.slice(0, 4)}-12-31`;
    case 'contract-end':
      return lastEnd(served.services);
    case 'service-end': {
      const types = opening.services ?? 'any';
      const needing = served.services.filter(
        service =>
          (types === 'any' || types.includes(service.type as never)) &&
          mayBeUnder(served.links, service.link, opening.extension),
      );
      // What no service ever needed ends with the contract's last one.
      return lastEnd(needing.length > 0 ? needing : served.services);
    }
    case 'matter-closed':
      return undefined;
  }
}

/** What a service was for is not known any more once its link has gone: it then counts, so that nothing ends too soon. */
function mayBeUnder(
  links: Served['links'],
  link: string | undefined,
  extension: string | undefined,
): boolean {
  const found = links.find(one => one.link === link);
  return extension === undefined || found?.kind !== 'domain' || found.extension === extension;
}

/** The last service's end, once all have one. */
export function lastEnd(services: Served['services']): Day | undefined {
  const ends = services.flatMap(({ endsOn }) => endsOn ?? []);
  return ends.length > 0 && ends.length === services.length ? ends.sort().at(-1) : undefined;
}

function lastOfMonth(day: Day): Day {
  return addDays(dayAfter(`${day.slice(0, 7)}-01`, 'P1M'), -1);
}
