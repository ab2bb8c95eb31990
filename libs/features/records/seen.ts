import type { Field } from '#libs/catalogue';
import type { Lens } from '#libs/features/access';
import type { LeavesOut } from '#libs/features/subjects';
import type { CustomerRecord } from './record.sql';

/** A record as somebody is shown it. */
export function seen(record: CustomerRecord, lens: Lens): CustomerRecord {
  return {
    ...record,
    values: record.values.filter(lens.shows),
    links: record.links.filter(lens.showsLink),
  };
}

/** A record as its own subject is given it: what concerns another person too is left out, and said to be (Art. 15(4)). */
export function given(record: CustomerRecord, leavesOut: LeavesOut): CustomerRecord {
  return {
    ...record,
    values: record.values.map(each => {
      if (!('value' in each) || !leavesOut(each)) return each;
      const { value: _, ...rest } = each;
      return { ...rest, leftOut: true };
    }),
  };
}

/** Fields of which a value is shown: the entry of the look names them. */
export function fieldsIn({ values }: Pick<CustomerRecord, 'values'>): Field[] {
  return [...new Set(values.flatMap(each => ('value' in each ? [each.field as Field] : [])))];
}
