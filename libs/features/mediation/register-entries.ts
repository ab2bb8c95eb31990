import { committedFields, noEntries, usedFields, type EntryFunctions } from '#libs/register';
import { mediationOf, type MediationEventData, type MediationLookEventData } from './events';

/** What the register says of mediations (P15): the third party's data without a subject, the owner's under theirs. */
export const mediationEntries: EntryFunctions<MediationEventData & MediationLookEventData> = {
  MediationOpened: (data, { stream }) => {
    const { purpose, basis, owner, sealed, latest, matter, until } = data;
    const mediation = mediationOf(stream);
    return [
      {
        kind: 'mediation-opened',
        purpose,
        basis,
        source: 'subject',
        fields: committedFields(sealed.commitments),
        about: { latest, matter, mediation, until },
      },
      // Looking up who owns a name is a search, for the owner too.
      ...(owner === undefined
        ? []
        : [
            { kind: 'searched' as const, subject: owner, purpose, basis, about: { by: 'domain', mediation } },
          ]),
    ];
  },
  ThirdPartyTold: (data, { stream }) => [
    {
      kind: 'third-party-told',
      channel: data.channel,
      about: { mediation: mediationOf(stream), on: data.on },
    },
  ],
  OwnerInformed: (data, { stream }) => [
    {
      kind: 'owner-informed',
      subject: data.owner,
      purpose: data.purpose,
      basis: data.basis,
      channel: data.channel,
      ...usedFields(data.fields),
      about: { mediation: mediationOf(stream), passedOn: data.passedOn },
    },
  ],
  OwnerAnswered: (data, { stream }) => [
    {
      kind: 'owner-answered',
      subject: data.owner,
      channel: data.channel,
      about: { choice: data.choice, mediation: mediationOf(stream) },
    },
  ],
  AnswerPeriodEnded: noEntries,
  ThirdPartyAnswered: (data, { stream }) => [
    {
      kind: 'third-party-answered',
      channel: data.channel,
      about: { answer: data.answer, keptUntil: data.keptUntil, mediation: mediationOf(stream) },
    },
  ],
  MediationEnded: (data, { stream }) => [
    { kind: 'mediation-ended', about: { mediation: mediationOf(stream), outcome: data.outcome } },
  ],
  MediationLooked: (data, { stream }) => [
    {
      kind: 'looked',
      subject: data.owner,
      purpose: data.purpose,
      basis: data.basis,
      // Not in `fields`: those are the third party's, and the entry is its owner's.
      about: { mediation: stream.slice('look-mediation-'.length), shown: data.fields, view: 'mediation' },
    },
  ],
};
