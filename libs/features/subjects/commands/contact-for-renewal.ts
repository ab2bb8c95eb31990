import type { Static } from '@sinclair/typebox';
import { fieldsOf, type Catalogue, type Field } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { addDays, brusselsDay, DomainError } from '#libs/kernel';
import {
  event,
  requireOpen,
  requirePurpose,
  requireSubject,
  requireUnrestricted,
  type SubjectDecided,
} from '../decisions';
import { heldIn } from '../purposes';
import type { Service, SubjectState } from '../state';
import { mustHold, refuseOverCollection } from '../values';
import { closed, Id, oneOf } from '../vocabulary/schemas';
import { requireRunning } from './renew-service';

/** Uses the contact data of a customer whose service is up for renewal (P01): a use, not a sharing. */
export const ContactForRenewalBody = closed({
  service: Id,
  channel: oneOf(['email', 'letter', 'telephone']),
});
export type ContactForRenewal = Static<typeof ContactForRenewalBody>;

const REACHED_BY: Readonly<Record<ContactForRenewal['channel'], Field>> = {
  email: 'email',
  letter: 'address',
  telephone: 'telephone',
};
const ADDRESSED_BY: readonly Field[] = ['familyName', 'givenName', 'language'];

/** Allowed from the first day of the window until the day of renewal. What is used: {@link payloadOf} the event. */
export function decideContactForRenewal(
  state: SubjectState,
  command: ContactForRenewal,
  given: Given,
  catalogue: Catalogue,
): SubjectDecided[] {
  requireSubject(state);
  const day = brusselsDay(given.now);
  const { service: id, channel } = command;
  const service = requireRunning(state, id, day);
  const purpose = requirePurpose(catalogue, 'renewal');
  requireOpen(state, purpose, day);
  requireUnrestricted(state);
  requireWindow(service, catalogue, day);

  const reachedBy = REACHED_BY[channel];
  refuseOverCollection(purpose, state.kind, [reachedBy]);
  const held = heldIn(state, purpose, day);
  const needed = [
    ...new Set([...mustHold(purpose, state.kind).filter(each => ADDRESSED_BY.includes(each)), reachedBy]),
  ];
  const missing = needed.filter(field => !held[field]);
  if (missing.length > 0)
    throw new DomainError('field-missing', { purpose: purpose.id, fields: missing.sort() });
  const fields = fieldsOf(purpose).filter(
    field => held[field] && (field === reachedBy || ADDRESSED_BY.includes(field)),
  );
  return [
    event('RenewalContacted', {
      service: id,
      purpose: purpose.id,
      basis: purpose.basis,
      channel,
      versions: Object.fromEntries(fields.map(field => [field, held[field]!.version])),
      commitments: Object.fromEntries(fields.map(field => [field, held[field]!.commitment])),
    }),
  ];
}

function requireWindow(service: Service, catalogue: Catalogue, day: string): void {
  if (service.renewsOn === undefined) throw new DomainError('outside-renewal-window');
  const days = catalogue.services.find(({ type }) => type === service.type)?.renewalWindowDays ?? 0;
  const from = addDays(service.renewsOn, -days);
  if (day < from || day > service.renewsOn) throw new DomainError('outside-renewal-window', { from });
}
