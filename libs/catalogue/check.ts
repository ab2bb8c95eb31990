import { Value } from '@sinclair/typebox/value';
import { clients, looks } from './checks/clients';
import type { Contradiction, ContradictionCode, Rule } from './checks/contradiction';
import { extensions } from './checks/extensions';
import { addresses, days, identities, labels, terms } from './checks/names';
import { purposes, references } from './checks/purposes';
import { recipients, sharing, toldConditions } from './checks/sharing';
import { CatalogueSchema } from './schema';
import type { Catalogue } from './types';

export type { Contradiction, ContradictionCode } from './checks/contradiction';

const RULES: readonly Rule[] = [
  identities,
  labels,
  days,
  terms,
  addresses,
  purposes,
  references,
  sharing,
  recipients,
  toldConditions,
  extensions,
  clients,
  looks,
];

/** Every contradiction of a catalogue of the right shape; none for one that may be published. Pure. */
export function contradictions(catalogue: Catalogue): readonly Contradiction[] {
  return RULES.flatMap(rule => [...rule(catalogue)]);
}

/** Asked of what is to be published only: a rule that comes later does not stop a start over what was published before it. */
const OF_NEW_VERSIONS: readonly ContradictionCode[] = ['reference-form-costly', 'address-in-text'];

/** What stands in the way of a new version, and not of one that was published. Each as {@link CatalogueRefused} names it. */
export function newVersionFaults(catalogue: Catalogue): readonly string[] {
  return contradictions(catalogue)
    .filter(({ code }) => OF_NEW_VERSIONS.includes(code))
    .map(worded);
}

function worded({ code, names }: Contradiction): string {
  return `${code}: ${names.join(', ')}`;
}

/** A catalogue that cannot be published: the service does not start with it. The message names each fault. */
export class CatalogueRefused extends Error {
  constructor(
    /** Its version, or the file's name where it has none. */
    readonly version: string,
    readonly faults: readonly string[],
  ) {
    super(`catalogue ${version} is refused:\n${faults.map(fault => `  - ${fault}`).join('\n')}`);
    this.name = 'CatalogueRefused';
  }
}

/**
 * A catalogue from data, frozen.
 * @param name what to call it in the message: the file it came from
 * @throws CatalogueRefused with each place that has the wrong shape, or else each contradiction
 */
export function readCatalogue(data: unknown, name: string): Catalogue {
  const misshapen = [...Value.Errors(CatalogueSchema, data)];
  if (misshapen.length > 0) {
    throw new CatalogueRefused(
      name,
      misshapen.map(({ path, message }) => `${path || '/'}: ${message}`),
    );
  }
  const catalogue = data as Catalogue;
  const found = contradictions(catalogue).filter(({ code }) => !OF_NEW_VERSIONS.includes(code));
  if (found.length > 0) throw new CatalogueRefused(name, found.map(worded));
  return deepFreeze(catalogue);
}

/** The value, with all that it holds, made unchangeable: it is shared by every command. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
