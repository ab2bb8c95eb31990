import { Type, type Static } from '@sinclair/typebox';
import type { Given } from '#libs/commands';
import { event, required, requireSubject, type SubjectDecided } from '../decisions';
import { linkSealed, noLinks, type OpenedLinks } from '../links';
import type { SubjectState } from '../state';
import { parseLogin } from '../vocabulary/login';
import { lookupForm } from '../vocabulary/lookup';
import { closed } from '../vocabulary/schemas';

/** Links a login name (P05). It is unique: the handler claims it before the event is appended. */
export const LinkLoginBody = closed({ login: Type.String({ maxLength: 256 }) });
export type LinkLogin = Static<typeof LinkLoginBody>;

/** @param linked opened login links of this subject; needed where the look-up knows the subject under this name */
export function decideLinkLogin(
  state: SubjectState,
  command: LinkLogin,
  given: Given,
  linked: OpenedLinks = noLinks,
): SubjectDecided[] {
  requireSubject(state);
  const login = required(parseLogin(command.login), '/login');
  const form = lookupForm('login', login);
  for (const values of linked.values()) if (lookupForm('login', values.login as string) === form) return [];
  return [event('LoginLinked', { link: given.id('link'), sealed: linkSealed({ login }) })];
}

/** What has to be claimed for it. */
export function loginClaim(command: LinkLogin): { kind: 'login'; value: string } {
  return { kind: 'login', value: lookupForm('login', required(parseLogin(command.login), '/login')) };
}
