import type { Field } from '#libs/catalogue';
import type { Lens } from '#libs/features/access';
import type { CustomerRecord } from './record.sql';

/** A record as somebody is shown it. */
export function seen(record: CustomerRecord, lens: Lens): CustomerRecord {
  return {
    ...record,
    values: record.values.filter(lens.shows),
    links: record.links.filter(lens.showsLink),
  };
}

/** Fields of which a value is shown: the entry of the look names them. */
export function fieldsIn({ values }: Pick<CustomerRecord, 'values'>): Field[] {
  return [...new Set(values.map(({ field }) => field as Field))];
}
