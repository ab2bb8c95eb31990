import {
  instanceOf,
  purposeName,
  purposeOf,
  textIn,
  type Catalogue,
  type Catalogues,
  type Recipient,
  type Text,
} from '#libs/catalogue';
import type { ListedSharing } from '#features/records/queries/list-sharings';
import type { CustomerRecord } from '#libs/features/records';
import { kept, type Kept } from './retention';
import type { Access } from './accesses';

/** What a subject is told of the recipient by name (CJEU C-154/21). */
interface Named {
  readonly name: string;
  readonly role?: 'controller' | 'processor';
  readonly country?: string;
}

export interface Overview {
  readonly controller: { readonly name: string; readonly contact: string };
  readonly record: CustomerRecord;
  /** Purposes that something is held for, by versioned id: label and reason as the catalogue of that time has them. */
  readonly purposes: Readonly<
    Record<string, { readonly label: Text; readonly reason: Text; readonly basis: string }>
  >;
  readonly values: readonly (CustomerRecord['values'][number] & { readonly kept?: Kept })[];
  readonly sharings: readonly (ListedSharing & { readonly received: Named })[];
  readonly accesses: readonly Access[];
  /** Of which there are more than are here: the lists of their own have them. */
  readonly more: { readonly sharings: boolean; readonly accesses: boolean };
}

/**
 * Everything held on a subject (P08, Art. 15): each value with source, date, purpose, basis and end; who received which
 * version when; who looked.
 * @param catalogues all versions: what was recorded, shared or seen is told of by the one that it happened under (P21)
 */
export function overview(
  record: CustomerRecord,
  { sharings, next: moreSharings }: { readonly sharings: readonly ListedSharing[]; readonly next?: string },
  { accesses, next: moreAccesses }: { readonly accesses: readonly Access[]; readonly next?: string },
  catalogues: Pick<Catalogues, 'purpose' | 'recipient' | 'current'>,
  now: Date,
): Overview {
  const { controller } = catalogues.current(now);
  const purposes: Record<string, Overview['purposes'][string]> = {};
  const values = record.values.map(value => {
    const purpose = catalogues.purpose(value.purpose, now);
    if (!purpose) return value;
    const { id, label, reason, basis } = purpose;
    purposes[id] = { label, reason, basis };
    return { ...value, kept: kept(purpose, value.since, record) };
  });
  for (const { purpose: id } of [...sharings, ...accesses]) {
    const purpose = id === undefined || purposes[id] ? undefined : catalogues.purpose(id, now);
    if (purpose)
      purposes[purpose.id] = { label: purpose.label, reason: purpose.reason, basis: purpose.basis };
  }
  return {
    controller: { name: controller.name, contact: controller.contact },
    record,
    purposes,
    values,
    sharings: sharings.map(sharing => ({
      ...sharing,
      received: named(catalogues.recipient(sharing.recipient), sharing),
    })),
    accesses,
    more: { sharings: moreSharings !== undefined, accesses: moreAccesses !== undefined },
  };
}

function named(found: Recipient | undefined, { recipient, instance }: ListedSharing): Named {
  if (!found) return { name: recipient };
  const which = instance === undefined ? undefined : instanceOf(found, instance);
  return { name: which?.name ?? found.name, role: found.role, country: which?.country ?? found.country };
}

/** The purpose's name in a language, as it was or as the catalogue has it now; its id where nothing is known of it. */
export function purposeLabel(
  { purposes }: Pick<Overview, 'purposes'>,
  catalogue: Catalogue,
  id: string,
  language: string,
): string {
  const purpose = purposes[id] ?? purposeOf(catalogue, id) ?? purposeOf(catalogue, purposeName(id));
  return purpose ? textIn(purpose.label, language) : id;
}
