import { Type, type Static } from '@sinclair/typebox';
import { servedBy, type Catalogue } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError } from '#libs/kernel';
import { event, required, requireSubject, type SubjectDecided } from '../decisions';
import { linkSealed, noLinks, type OpenedLinks } from '../links';
import type { SubjectState } from '../state';
import { parseDomainName } from '../vocabulary/domain-name';
import { lookupForm } from '../vocabulary/lookup';
import { closed, oneOf } from '../vocabulary/schemas';

/** Links a domain name as its holder or as its payer (P05). A name has one holder: the handler claims it. */
export const LinkDomainBody = closed({
  domain: Type.String({ maxLength: 253, description: 'U-labels or A-labels; kept as A-labels.' }),
  role: oneOf(['holder', 'payer']),
});
export type LinkDomain = Static<typeof LinkDomainBody>;

/** @param linked opened domain links of this subject; needed where the look-up knows the subject under this name */
export function decideLinkDomain(
  state: SubjectState,
  command: LinkDomain,
  given: Given,
  catalogue: Catalogue,
  linked: OpenedLinks = noLinks,
): SubjectDecided[] {
  requireSubject(state);
  const domain = domainOf(command);
  const { role } = command;
  const { extension } = requireServed(catalogue, domain, brusselsDay(given.now));
  for (const [id, values] of linked) {
    const link = state.links[id];
    if (values.domain === domain && link?.kind === 'domain' && link.role === role) return [];
  }
  return [event('DomainLinked', { link: given.id('link'), role, extension, sealed: linkSealed({ domain }) })];
}

/** What has to be claimed for it: a holder's name; a payer's is none's alone. */
export function domainClaim(command: LinkDomain): { kind: 'domain-holder'; value: string } | undefined {
  if (command.role !== 'holder') return undefined;
  return { kind: 'domain-holder', value: lookupForm('domain-holder', domainOf(command)) };
}

export function requireServed(catalogue: Catalogue, domain: string, day: string): { extension: string } {
  const row = servedBy(catalogue, domain, day);
  if (!row) throw new DomainError('extension-unknown');
  return row;
}

function domainOf(command: { readonly domain: string }): string {
  return required(parseDomainName(command.domain), '/domain');
}
