import type { EntryDraft, EntryFunctions } from '#libs/register';
import type { EventPassedOver, PassedEventData } from './events';

/** The event is named by its id, its type and the hash of its bytes, which no later change of the log can make anew. */
function passedEvent({
  passing,
  event,
  type,
  eventHash,
  projections,
  errors,
  reason,
}: Omit<EventPassedOver, 'proposedBy'>): NonNullable<EntryDraft['about']> {
  return {
    passing,
    passedEvent: event,
    passedHash: eventHash,
    passedType: type,
    projections,
    errors,
    reason,
  };
}

/** Members of fields stand in their canonical order, in whatever order they were read. */
function inOrder(fields: NonNullable<EntryDraft['fields']>): NonNullable<EntryDraft['fields']> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { commitment, version }]) => [
      name,
      { ...(commitment !== undefined && { commitment }), ...(version !== undefined && { version }) },
    ]),
  );
}

/** Both officers' decisions are in the register; so is what a passed event would have made, with who did it and when. */
export const passedEventEntries: EntryFunctions<PassedEventData> = {
  PassingProposed: data => [{ kind: 'passing-proposed', about: passedEvent(data) }],
  PassingWithdrawn: ({ passing, event }) => [
    { kind: 'passing-withdrawn', about: { passing, passedEvent: event } },
  ],
  EventPassedOver: data => [
    { kind: 'event-passed-over', about: { ...passedEvent(data), proposedBy: data.proposedBy } },
  ],
  PassedEventMadeUp: ({ passing, event, eventHash, projections, actor, time, catalogue, drafts }) => {
    const passed = { passing, passedEvent: event, passedHash: eventHash };
    const of = {
      passedActor: actor.id,
      passedCatalogue: catalogue,
      passedRole: actor.role,
      passedTime: time,
    };
    return [
      { kind: 'passed-event-made-up', about: { ...passed, entries: String(drafts.length), projections } },
      ...drafts.map((draft): EntryDraft => ({
        ...draft,
        ...(draft.fields && { fields: inOrder(draft.fields) }),
        about: { ...draft.about, ...passed, ...of },
      })),
    ];
  },
};
