import { committedFields, namedFields, noEntries, type EntryFunctions } from '#libs/register';
import type { MatterEventData, MatterLookEventData } from './events';
import { matterOf } from './events';

/** Matters in the register (P07): nobody's subject, told by the matter's id. */
export const matterEntries: EntryFunctions<MatterEventData & MatterLookEventData> = {
  MatterOpened: (data, { stream }) => [
    {
      kind: 'matter-opened',
      purpose: data.purpose,
      basis: data.basis,
      source: 'subject',
      channel: 'email',
      fields: committedFields(data.sealed.commitments),
      about: {
        due: data.clock?.due,
        form: data.form,
        latest: data.latest,
        mailbox: data.mailbox,
        matter: matterOf(stream),
      },
    },
  ],
  MatterNoted: (data, { stream }) => [
    {
      kind: 'matter-noted',
      purpose: data.purpose,
      basis: data.basis,
      fields: committedFields(data.sealed.commitments),
      about: { matter: matterOf(stream) },
    },
  ],
  MatterReminded: noEntries,
  MatterEnded: ({ outcome, into, answered }, { stream }) => [
    {
      kind: 'matter-ended',
      about: {
        ...(answered && { answered: 'yes' }),
        matter: matterOf(stream),
        outcome,
        ...(into && { [into.kind]: into.id }),
      },
    },
  ],
  MatterLooked: (data, { stream }) => [
    {
      kind: 'looked',
      purpose: data.purpose,
      basis: data.basis,
      about: { matter: stream.slice('look-matter-'.length), view: 'matter' },
      ...(data.fields && { fields: namedFields(data.fields) }),
    },
  ],
};
