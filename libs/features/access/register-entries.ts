import { committedFields, namedFields, type EntryFunctions } from '#libs/register';
import type { AccessEventData } from './events';

/** Sign-ins (P06), looks and searches (P09). A search makes an entry for each subject found, or one when nobody was. */
export const accessEntries: EntryFunctions<AccessEventData> = {
  SignedIn: (data, { stream }) => [
    {
      kind: 'signed-in',
      subject: stream.slice('access-'.length),
      purpose: data.purpose,
      basis: data.basis,
      source: 'subject',
      fields: committedFields(data.sealed.commitments),
    },
  ],
  RecordLooked: (data, { stream }) => [
    {
      kind: 'looked',
      subject: stream.slice('access-'.length),
      purpose: data.purpose,
      basis: data.basis,
      about: { view: data.view },
      ...(data.fields && { fields: namedFields(data.fields) }),
    },
  ],
  ActorLooked: data => [
    {
      kind: 'looked',
      purpose: data.purpose,
      basis: data.basis,
      about: { actor: data.actor, by: data.by, view: 'actor' },
    },
  ],
  SubjectsSearched: data =>
    (data.found.length > 0 ? data.found : [undefined]).map(subject => ({
      kind: 'searched',
      subject,
      purpose: data.purpose,
      basis: data.basis,
      about: { by: data.by },
    })),
};
