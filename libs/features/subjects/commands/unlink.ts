import { Type, type Static } from '@sinclair/typebox';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError } from '#libs/kernel';
import { event, requireSubject, type SubjectDecided } from '../decisions';
import { endServicesOn, requireLink } from '../links';
import type { SubjectState } from '../state';
import { closed, Id, oneOf } from '../vocabulary/schemas';

/** Unlinks a login name, a sign-in identity or a domain name (P05). The handler then releases what was claimed. */
export const UnlinkBody = closed({ link: Id });
export type Unlink = Static<typeof UnlinkBody>;

export const UnlinkDomainBody = closed({ link: Id, reason: Type.Optional(oneOf(['ended', 'mistake'])) });
export type UnlinkDomain = Static<typeof UnlinkDomainBody>;

export function decideUnlinkLogin(state: SubjectState, { link }: Unlink): SubjectDecided[] {
  requireSubject(state);
  return requireLink(state, link, 'login').value ? [event('LoginUnlinked', { link })] : [];
}

export function decideUnlinkIdentity(state: SubjectState, { link }: Unlink): SubjectDecided[] {
  requireSubject(state);
  return requireLink(state, link, 'identity').value ? [event('IdentityUnlinked', { link })] : [];
}

/** Services on the link end with it, and so do the purposes that they kept open (P10, P22). */
export function decideUnlinkDomain(
  state: SubjectState,
  command: UnlinkDomain,
  given: Given,
): SubjectDecided[] {
  requireSubject(state);
  const { link, reason = 'ended' } = command;
  if (!requireLink(state, link, 'domain').value) return [];
  if (Object.values(state.transfers).some(each => each.link === link && each.status === 'under-way')) {
    throw new DomainError('transfer-under-way');
  }
  return [event('DomainUnlinked', { link, reason }), ...endServicesOn(state, link, brusselsDay(given.now))];
}
