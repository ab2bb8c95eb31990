import { Inject, Injectable } from '@nestjs/common';
import { EventStore, EventTypes, recordsOf } from '#libs/event-store';
import { DomainError, type Json, type Uuid } from '#libs/kernel';
import { type Opened, Vault } from '#libs/vault';
import { requestStream, type RequestEvent } from './events';
import { requireRegistered, type Registered } from './guards';
import { evolve, initial, type RequestState, type SealedRef } from './state';

export type Values = Readonly<Record<string, Json>>;

/** A request as its stream has it now, with what was sealed for it. */
export interface OpenedRequest {
  readonly state: Registered;
  readonly events: readonly RequestEvent[];
  /** Values sealed with an event; undefined where there are none or their key is fenced. */
  readonly valuesOf: (event: Uuid | undefined) => Values | undefined;
}

/** Requests are short and read one at a time: from their own stream, which is never behind. */
@Injectable()
export class Requests {
  constructor(
    @Inject(EventStore) private readonly store: Pick<EventStore, 'readStream'>,
    private readonly types: EventTypes,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
  ) {}

  /**
   * @param subject whose it must be: anybody else's does not exist for them
   * @throws DomainError `not-found`; KeyUnavailable, KeyringUnavailable
   */
  async open(request: Uuid, subject?: Uuid): Promise<OpenedRequest> {
    const events: RequestEvent[] = [];
    for await (const record of recordsOf(this.store, this.types, requestStream(request)))
      events.push(record as RequestEvent);
    const state = events.reduce<RequestState>(evolve, initial);
    requireRegistered(state);
    const sealed = events.flatMap(({ id, data }) =>
      'sealed' in data && data.sealed ? [{ eventId: id, envelope: data.sealed }] : [],
    );
    const opened = await this.vault.openAll(sealed);
    if (subject !== undefined && state.subject !== subject) throw new DomainError('not-found');
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
}

/** Free text of a part of the request. */
export function textOf(
  { valuesOf }: Pick<OpenedRequest, 'valuesOf'>,
  ref: SealedRef | undefined,
  name: 'note' | 'text',
): string | undefined {
  return valuesOf(ref?.event)?.[name] as string | undefined;
}
