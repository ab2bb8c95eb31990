import { contractOf, type Catalogue, type LegalBasis } from '#libs/catalogue';
import type { Unsealed } from '#libs/commands';
import { ToSeal } from '#libs/commands';
import { DomainError, type Json, type Uuid } from '#libs/kernel';
import type { Envelope, Opened, Sealed } from '#libs/vault';
import { event, type SubjectYields } from './guards';
import type { Source } from './events';
import { runs } from './purposes';
import type { Link, OpenedLinks, SubjectState } from './state';

export type { OpenedLinks } from './state';

/** Period of the keys of links: they end with the contract's other keys, but not when one of its fields is erased. */
export const LINKS_PERIOD = 'links';

/**
 * What identifies a subject within the contract (P05) is sealed under a key of that purpose, and ends with it.
 * The value's names: `login`; `issuer` and `subject`; `domain`.
 */
export function linkSealed(values: Readonly<Record<string, Json>>): Unsealed<Sealed> {
  return new ToSeal('contract', LINKS_PERIOD, values);
}

/** What it is held for in the register: the contract, and who gave it. */
export function linkOrigin(
  catalogue: Catalogue,
  source: Source,
): { purpose?: string; basis?: LegalBasis; source: Source } {
  const contract = contractOf(catalogue);
  return { ...(contract && { purpose: contract.id, basis: contract.basis }), source };
}

interface LinkRef {
  readonly link: Uuid;
  readonly eventId: Uuid;
  readonly envelope: Envelope;
}

/** Links of a kind that stand, in the form that the vault's `openAll` takes. */
export function linkRefs(state: SubjectState, kind: Link['kind']): LinkRef[] {
  return Object.entries(state.links).flatMap(([link, each]) =>
    each.kind === kind && each.value
      ? [{ link, eventId: each.value.event, envelope: each.value.sealed }]
      : [],
  );
}

export function openedLinks(
  refs: readonly { readonly link: Uuid }[],
  opened: readonly Opened[],
): OpenedLinks {
  const links = new Map<Uuid, Readonly<Record<string, Json>>>();
  refs.forEach(({ link }, index) => {
    const envelope = opened[index];
    if (envelope?.state === 'open') links.set(link, envelope.values);
  });
  return links;
}

export const noLinks: OpenedLinks = new Map();

/** A link of this kind, whether it stands or has ended. */
export function requireLink(state: SubjectState, id: Uuid, kind: Link['kind']): Link {
  const link = state.links[id];
  if (link?.kind !== kind) throw new DomainError('link-unknown');
  return link;
}

/** What runs for a link ends with it: no service is about a name that the subject has no more (P22). */
export function endServicesOn(state: SubjectState, link: Uuid, day: string): SubjectYields<'ServiceEnded'> {
  return Object.entries(state.services)
    .filter(([, service]) => service.link === link && runs(service, day))
    .map(([service]) => event('ServiceEnded', { service, on: day }));
}
