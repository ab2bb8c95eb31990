import type { Field } from '#libs/catalogue';
import type { AccessDocument } from './answers';

/** Fields of which a document shows a value: the entry of the look at it names them (P09). */
export function fieldsOfDocument({
  values,
  signIns,
}: Pick<AccessDocument, 'values' | 'signIns'>): readonly Field[] {
  const fields = values.map(({ field }) => field as Field);
  return [...new Set([...fields, ...(signIns.length > 0 ? (['ipAddress'] as const) : [])])];
}
