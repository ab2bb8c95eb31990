import { Type, type Static } from '@sinclair/typebox';
import type { Catalogue } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError } from '#libs/kernel';
import { event, malformed, requireSubject, type SubjectDecided } from '../decisions';
import { hasAccepted } from '../purposes';
import type { SubjectState } from '../state';
import { CatalogueName, ChannelName, closed, Day } from '../vocabulary/schemas';

/**
 * Records that a version of the policy or of an extension's terms was accepted (P01, P02, P21). It is evidence, not
 * consent in the sense of Art. 6(1)(a). What is accepted before it is in force counts from then.
 */
export const AcceptDocumentBody = closed({
  document: CatalogueName,
  version: Type.String({ maxLength: 64 }),
  on: Type.Optional(Day),
  channel: ChannelName,
});
export type AcceptDocument = Static<typeof AcceptDocumentBody>;

export function decideAcceptDocument(
  state: SubjectState,
  command: AcceptDocument,
  given: Given,
  catalogue: Catalogue,
): SubjectDecided[] {
  requireSubject(state);
  const today = brusselsDay(given.now);
  const { document, version, on = today, channel } = command;
  if (!catalogue.documents.some(row => row.document === document && row.version === version)) {
    throw new DomainError('document-version-unknown');
  }
  if (on > today) throw malformed({ pointer: '/on', rule: 'in-the-future' });
  return hasAccepted(state, command) ? [] : [event('DocumentAccepted', { document, version, on, channel })];
}
