import { brusselsDay, dayBegins, dayOver } from '#libs/kernel';
import { KIND_WORDS } from '#features/access-document/words/kinds';
import { every } from '../api/every';
import type { paths } from '../api/schema';
import { isDay } from '../ui/typed';

type Asked = NonNullable<paths['/v1/register']['get']['parameters']['query']>;
/** What the page asks in another way, or leaves to programs. */
type Besides = 'purpose' | 'limit' | 'cursor' | 'order' | 'position' | 'during' | 'instance' | 'client';
export type Filter = Exclude<keyof Asked, Besides>;
/** What the register is looked through by; each of them is in the address, and none is a value of anybody. */
export const FILTERS = every<Filter>({
  kind: true,
  processedFor: true,
  recipient: true,
  field: true,
  subject: true,
  actor: true,
  from: true,
  to: true,
  asOf: true,
  size: true,
});
export type Filters = Partial<Record<Filter, string>>;

const NAME = /^[A-Za-z0-9._/:-]{1,64}$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the register can know it. */
const KNOWN: Readonly<Record<Filter, (value: string) => boolean>> = {
  kind: value => value in KIND_WORDS,
  processedFor: value => NAME.test(value),
  recipient: value => NAME.test(value),
  field: value => /^[A-Za-z]{1,32}$/.test(value),
  subject: value => ID.test(value),
  actor: value => ID.test(value),
  from: isMoment,
  to: isMoment,
  asOf: isMoment,
  size: value => /^[1-9]\d{0,17}$/.test(value),
};

/** The filters that an address names, and the names of those with a value that no register knows. */
export function filtersOf(params: URLSearchParams): { filters: Filters; unknown: Filter[] } {
  const filters: Filters = {};
  const unknown: Filter[] = [];
  for (const name of FILTERS) {
    const value = params.get(name);
    if (!value) continue;
    if (KNOWN[name](value)) filters[name] = value;
    else unknown.push(name);
  }
  return { filters, unknown };
}

/** As the API is asked: a day is that of Brussels, and `to` and `asOf` hold the whole of it. */
export function askedBy(filters: Filters): Filters {
  const { from, to, asOf, ...rest } = filters;
  return {
    ...rest,
    ...(from !== undefined && { from: isDay(from) ? dayBegins(from).toISOString() : from }),
    ...(to !== undefined && { to: isDay(to) ? dayOver(to).toISOString() : to }),
    ...(asOf !== undefined && {
      asOf: isDay(asOf) ? new Date(dayOver(asOf).getTime() - 1).toISOString() : asOf,
    }),
  };
}

/** The day in Brussels of a day or a point in time; empty where there is none. */
export function dayIn(moment: string | undefined): string {
  return moment === undefined || isDay(moment) ? (moment ?? '') : brusselsDay(new Date(moment));
}

function isMoment(text: string): boolean {
  const [day = '', time] = text.split('T');
  return isDay(day) && (time === undefined || /^[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/.test(time));
}
