import type { EventRecord } from '#libs/event-store';
import { noEntries, type EntryDraft, type EntryFunctions } from '#libs/register';
import { breachOf, type BreachEventData, type BreachLookEventData, type Moments } from './events';

function entry(
  kind: EntryDraft['kind'],
  { stream }: EventRecord,
  about: EntryDraft['about'] = {},
): EntryDraft {
  return { kind, about: { breach: breachOf(stream), ...about } };
}

function momentsAbout({ happenedAt, endedAt, foundAt, reportedAt, knownAt }: Moments): EntryDraft['about'] {
  return { endedAt, foundAt, happenedAt, knownAt, reportedAt };
}

/** What the register says of breaches (Art. 33(5)): none of its entries is about a person. */
export const breachEntries: EntryFunctions<BreachEventData & BreachLookEventData> = {
  BreachRecorded: (data, record) => [
    {
      ...entry('breach-recorded', record, { ...momentsAbout(data), due: data.clock?.due }),
      purpose: data.purpose,
      basis: data.basis,
      recipient: data.processor,
    },
  ],
  BreachCorrected: (data, record) => [
    {
      ...entry('breach-corrected', record, { ...momentsAbout(data), due: data.clock?.due }),
      recipient: data.processor,
    },
  ],
  BreachAssessed: ({ natures, causes, persons, data, numberOfPersons, numberOfRecords, risk }, record) => [
    {
      ...entry('breach-assessed', record, {
        causes,
        natures,
        numberOfPersons: numberOfPersons?.toString(),
        numberOfRecords: numberOfRecords?.toString(),
        persons,
        risk,
      }),
      fields: Object.fromEntries(data.map(name => [name, {}])),
    },
  ],
  AuthorityNotified: ({ at, channel, complete, late }, record) => [
    {
      ...entry('authority-notified', record, { at, complete: String(complete), late: late && 'true' }),
      channel,
    },
  ],
  AffectedDetermined: ({ affected, criteria, size, touched, held }, record) => [
    {
      ...entry('affected-determined', record, {
        affected,
        from: criteria.from,
        held: held?.count.toString(),
        heldDigest: held?.digest,
        of: criteria.actor,
        size: size.toString(),
        to: criteria.to,
        touched: touched.count.toString(),
        touchedDigest: touched.digest,
      }),
      purpose: criteria.purpose,
      recipient: criteria.recipient,
      ...(criteria.fields && { fields: Object.fromEntries(criteria.fields.map(name => [name, {}])) }),
    },
  ],
  BreachLetterWritten: ({ letter, affected, part, after }, record) => [
    entry('breach-letter-written', record, { affected, after, letter, part }),
  ],
  PersonsTold: ({ at, channel, number, letter }, record) => [
    { ...entry('persons-told', record, { at, letter, number: number?.toString() }), channel },
  ],
  PersonsNotTold: ({ ground }, record) => [entry('persons-not-told', record, { ground })],
  BreachReminded: noEntries,
  BreachClosed: (_, record) => [entry('breach-closed', record)],
  BreachLooked: ({ view, purpose, basis }, { stream }) => [
    { kind: 'looked', purpose, basis, about: { breach: stream.slice('look-breach-'.length), view } },
  ],
};
