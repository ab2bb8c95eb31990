import { purposeName } from '../lookup';
import type { Catalogue } from '../types';
import { contradiction, type Contradiction } from './contradiction';

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
