import type { Field } from '#libs/catalogue';
import type { AccessDocument } from './answers';

/** Fields of which a document shows a value: the entry of the look at it names them (P09). */
export function fieldsOfDocument({
  values,
  signIns,
}: Pick<AccessDocument, 'values' | 'signIns'>): readonly Field[] {
  const fields = values.flatMap(each => ('value' in each ? [each.field as Field] : []));
  const address = signIns.some(each => 'ipAddress' in each) ? (['ipAddress'] as const) : [];
  return [...new Set([...fields, ...address])];
}
