import { Type, type Static } from '@sinclair/typebox';
import type { Given } from '#libs/commands';
import { event, required, requireSubject, type SubjectDecided } from '../decisions';
import { linkSealed, noLinks, type OpenedLinks } from '../links';
import type { SubjectState } from '../state';
import { parseIdentity, type Identity } from '../vocabulary/login';
import { lookupForm } from '../vocabulary/lookup';
import { closed } from '../vocabulary/schemas';

/** Links the identity under which the customer signs in (P08, P17). It is unique: the handler claims it. */
export const LinkIdentityBody = closed({
  issuer: Type.String({ maxLength: 255, description: 'Claim `iss` of the tokens.' }),
  subject: Type.String({ maxLength: 255, description: 'Claim `sub` of the tokens.' }),
});
export type LinkIdentity = Static<typeof LinkIdentityBody>;

/** @param linked opened identity links of this subject; needed where the look-up knows the subject under it */
export function decideLinkIdentity(
  state: SubjectState,
  command: LinkIdentity,
  given: Given,
  linked: OpenedLinks = noLinks,
): SubjectDecided[] {
  requireSubject(state);
  const identity = identityOf(command);
  for (const { issuer, subject } of linked.values()) {
    if (issuer === identity.issuer && subject === identity.subject) return [];
  }
  return [event('IdentityLinked', { link: given.id('link'), sealed: linkSealed(identity) })];
}

export function identityClaim(command: LinkIdentity): { kind: 'identity'; value: string } {
  return { kind: 'identity', value: lookupForm('identity', identityOf(command)) };
}

function identityOf(command: LinkIdentity): Identity {
  return required(parseIdentity(command), '');
}
