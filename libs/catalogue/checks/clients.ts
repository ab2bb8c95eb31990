import { purposeName } from '../lookup';
import type { Catalogue } from '../types';
import { contradiction, repeated, type Contradiction } from './contradiction';

/** What a client may act for exists, and it erases nothing that it does not act for (P04, P14). */
export function* clients({ clients: all = [], purposes, recipients }: Catalogue): Iterable<Contradiction> {
  const names = new Set(purposes.map(({ id }) => purposeName(id)));
  const ids = new Set(recipients.map(({ id }) => id));
  for (const { client, purposes: own, recipients: to, erases } of all) {
    for (const name of own) if (!names.has(name)) yield contradiction('unknown-purpose', client, name);
    for (const id of to) if (!ids.has(id)) yield contradiction('unknown-recipient', client, id);
    for (const name of erases)
      if (!own.includes(name)) yield contradiction('client-erases-beyond', client, name);
  }
}

/** What people look for allows looking, and each of them is told of it once (P09). */
export function* looks({ looks: all = [], purposes, fields }: Catalogue): Iterable<Contradiction> {
  const known = new Set(fields.map(({ field }) => field));
  for (const { purpose, fields: shown } of all) {
    const found = purposes.find(({ id }) => purposeName(id) === purpose);
    if (!found) yield contradiction('unknown-purpose', 'look', purpose);
    else if (!found.look) yield contradiction('look-not-allowed', purpose);
    for (const field of shown)
      if (!known.has(field)) yield contradiction('unknown-field', 'look', purpose, field);
  }
  const each = all.flatMap(({ purpose, roles }) => roles.map(role => `${purpose} ${role}`));
  for (const twice of repeated(each)) yield contradiction('duplicate-id', 'look', twice);
}
