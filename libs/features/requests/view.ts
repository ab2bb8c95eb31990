import { Inject, Injectable } from '@nestjs/common';
import type { Catalogue } from '#libs/catalogue';
import { EventTypes, EventStore } from '#libs/event-store';
import { brusselsDay, DomainError, type Day, type Json, type Uuid } from '#libs/kernel';
import { type Opened, Vault } from '#libs/vault';
import { trailText } from './deadlines';
import { requestStream, type RequestEvent } from './events';
import { requireRegistered, type Registered } from './decisions';
import { deadlineOfRequest, evolve, initial, type RequestState, type SealedRef } from './state';

type Values = Readonly<Record<string, Json>>;

/** A request as its stream has it now, with what was sealed for it. */
export interface OpenedRequest {
  readonly state: Registered;
  readonly events: readonly RequestEvent[];
  /** Values sealed with an event; undefined where there are none or their key is fenced. */
  readonly valuesOf: (event: Uuid | undefined) => Values | undefined;
}

const PAGE = 500;

/** Requests are short and read one at a time: from their own stream, which is never behind. */
@Injectable()
export class Requests {
  constructor(
    @Inject(EventStore) private readonly store: Pick<EventStore, 'readStream'>,
    private readonly types: EventTypes,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
  ) {}

  /** @throws DomainError `not-found`; KeyUnavailable, KeyringUnavailable */
  async open(request: Uuid): Promise<OpenedRequest> {
    const events: RequestEvent[] = [];
    for (let page = PAGE; page === PAGE;) {
      const stored = await this.store.readStream(requestStream(request), {
        from: events.length,
        limit: PAGE,
      });
      page = stored.length;
      events.push(...stored.map(one => this.types.read(one) as RequestEvent));
    }
    const state = events.reduce<RequestState>(evolve, initial);
    requireRegistered(state);
    const sealed = events.flatMap(({ id, data }) =>
      'sealed' in data && data.sealed ? [{ eventId: id, envelope: data.sealed }] : [],
    );
    const opened = await this.vault.openAll(sealed);
    const values = new Map<Uuid, Opened>(sealed.map(({ eventId }, i) => [eventId, opened[i]!]));
    return {
      state,
      events,
      valuesOf: event => {
        const one = event === undefined ? undefined : values.get(event);
        return one?.state === 'open' ? one.values : undefined;
      },
    };
  }

  /** A subject's own request; anybody else's does not exist for him. */
  async openOf(subject: Uuid, request: Uuid): Promise<OpenedRequest> {
    const opened = await this.open(request);
    if (opened.state.subject !== subject) throw new DomainError('not-found');
    return opened;
  }
}

/** Free text of a part of the request. */
export function textOf(
  { valuesOf }: Pick<OpenedRequest, 'valuesOf'>,
  ref: SealedRef | undefined,
  name: 'note' | 'text',
): string | undefined {
  return valuesOf(ref?.event)?.[name] as string | undefined;
}

/** Members of an event that are not shown as they are stored. */
const HIDDEN = ['sealed', 'clock', 'subject', 'purpose', 'basis'];

/**
 * The request as it is shown, with its trail. Whom it concerns sees who acted by function, not by name (CJEU C-579/21).
 */
export function shownRequest(
  opened: OpenedRequest,
  now: Date,
  catalogue: Catalogue,
  to: 'officer' | 'subject',
) {
  const { state, events, valuesOf } = opened;
  const { text, reference, ...contact } = valuesOf(state.content?.event) ?? {};
  const { identity, proof, confirmation, extension, refusal } = state;
  return {
    request: state.id,
    kind: state.kind,
    channel: state.channel,
    requester: state.requester,
    ...(state.subject && { subject: state.subject }),
    language: state.language,
    receivedAt: state.receivedAt,
    registeredAt: state.registeredAt,
    status: state.status,
    ...(state.outcome && { outcome: state.outcome }),
    identity,
    ...(proof && { proofReason: proof.reason }),
    ...(proof?.how && { proofHow: proof.how }),
    confirmation,
    ...(extension && { extension: extension.reason }),
    ...(refusal && { refusal: { reason: refusal.reason, scope: refusal.scope } }),
    ...(state.content && valuesOf(state.content.event) === undefined && { erased: true as const }),
    contact,
    ...(text !== undefined && { text: text as string }),
    ...(reference !== undefined && to === 'officer' && { reference: reference as string }),
    ...shownDeadline(state, brusselsDay(now)),
    contactPoint: catalogue.controller.contact,
    trail: events.map(event => shownStep(event, valuesOf(event.id), to)),
  };
}

/** Both dates and how they follow (Reg. 1182/71). */
function shownDeadline(state: Registered, today: Day) {
  const deadline = deadlineOfRequest(state);
  if (!deadline) return {};
  const { due, unpaused, extendUntil, holidays, trail } = deadline;
  return {
    deadline: {
      ...(due !== undefined && { due }),
      unpaused,
      ...(extendUntil !== undefined && { extendUntil }),
      overdue: state.status === 'open' && due !== undefined && due < today,
      holidays,
      steps: trail,
      text: trailText(trail, state.language),
    },
  };
}

function shownStep({ id, type, time, actor, data }: RequestEvent, values: Values | undefined, to: string) {
  const named = to === 'officer' || !['staff', 'privacy-officer', 'auditor'].includes(actor.role);
  const facts = Object.entries(data as Readonly<Record<string, unknown>>).filter(
    ([name]) => !HIDDEN.includes(name),
  );
  const text = type === 'RequestRegistered' ? undefined : (values?.note ?? values?.text);
  return {
    event: id,
    step: type,
    time,
    actor: { role: actor.role, ...(named && { id: actor.id }) },
    facts: Object.fromEntries(facts),
    ...(text !== undefined && { text: text as string }),
  };
}
