import type { EventRecord } from '#libs/event-store';
import { entryFields, noEntries, type EntryDraft, type EntryFunctions } from '#libs/register';
import type { DutyEventData, DutyKind } from './events';

function subjectOf(record: EventRecord): string {
  return record.stream.slice('subject-'.length);
}

function acted(
  kind: EntryDraft['kind'],
  record: EventRecord<string, { readonly duty: string; readonly of: DutyKind }>,
  about: EntryDraft['about'] = {},
): EntryDraft[] {
  const { duty, of } = record.data;
  return [{ kind, subject: subjectOf(record), about: { duty, of, ...about } }];
}

/** What the register says of duties to tell recipients (Art. 19). Frozen by golden bytes. */
export const dutyEntries: EntryFunctions<DutyEventData> = {
  TellingPrepared: ({ erasure, until, duties }, record) =>
    duties.map(({ duty, recipient, instance, purpose, link, versions }) => ({
      kind: 'telling-prepared',
      subject: subjectOf(record),
      purpose,
      recipient,
      instance,
      fields: entryFields(versions),
      about: { duty, erasure, link, until },
    })),
  RecipientTold: (data, record) => [
    {
      kind: 'recipient-told',
      subject: subjectOf(record),
      purpose: data.purpose,
      basis: data.basis,
      recipient: data.recipient,
      instance: data.instance,
      transferGround: data.transferGround,
      channel: data.channel,
      fields: entryFields(data.versions, data.commitments),
      about: { duty: data.duty, link: data.link, of: data.of },
    },
  ],
  RecipientConfirmed: (_, record) => acted('recipient-confirmed', record),
  TellingFailed: ({ reason }, record) => acted('telling-failed', record, { reason }),
  WaiverProposed: ({ ground: waiver, reason }, record) =>
    acted('telling-waiver-proposed', record, { reason, waiver }),
  DutyWaived: ({ ground: waiver, reason }, record) => acted('telling-waived', record, { reason, waiver }),
  DutyLapsed: (_, record) => acted('telling-lapsed', record),
  // The fence is told by the journal; what it was for, by the entries of the duty.
  DutyKeyEnded: noEntries,
};
