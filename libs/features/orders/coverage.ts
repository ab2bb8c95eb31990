import { Inject, Injectable } from '@nestjs/common';
import { accessStream, type SignedIn } from '#libs/features/access';
import { purposeName, type Field } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { EventStore, EventTypes, recordsOf } from '#libs/event-store';
import { brusselsDay, type Uuid } from '#libs/kernel';
import { heldFor, subjectStream, subjectStreamOf, type SealedValues } from '#libs/features/subjects';
import { type Sealed, Vault } from '#libs/vault';
import type { DisclosedToBody } from './answers';
import type { Days, DisclosedValue, OrderDisclosed } from './events';

/** One version of a value, and until which day it was in force. */
interface Version extends DisclosedValue {
  readonly since: string;
  readonly sealed: Sealed;
  readonly replaced?: string;
}

/** What is held of a subject within an order's scope. */
export type Covered = Pick<OrderDisclosed, 'values' | 'signIns'>;

/** Finds and opens what an order covers, in the subject's own streams, which are never behind. */
@Injectable()
export class Coverage {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(EventStore) private readonly store: Pick<EventStore, 'readStream'>,
    private readonly types: EventTypes,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
  ) {}

  /** What of these fields can be read: as held now, or in force (and sign-ins made) in the period. */
  async of(subject: Uuid, fields: readonly Field[], period: Days | undefined): Promise<Covered> {
    const versions = (await this.versionsOf(subject)).filter(
      version => fields.includes(version.field) && within(version, period),
    );
    const opened = await this.vault.openAll(
      versions.map(({ event, sealed }) => ({ eventId: event, envelope: sealed })),
    );
    const signIns = fields.includes('ipAddress') && period ? await this.signInsOf(subject, period) : [];
    return {
      values: versions
        .filter((_, i) => opened[i]!.state === 'open')
        .map(({ event, heldFor: purpose, field, version, commitment }) => ({
          event,
          heldFor: purpose,
          field,
          version,
          commitment,
        })),
      signIns,
    };
  }

  /** What was disclosed, opened: the same for a repeated command, unless it was erased since. */
  async disclosed({ subject, values, signIns }: OrderDisclosed): Promise<DisclosedToBody> {
    const named = [...values, ...signIns];
    const commitments = new Set(named.map(({ commitment }) => commitment));
    // A value that was sealed anew is of the time at which it came: that of the first event that has it.
    const times = new Map<string, string>();
    // A commitment is of one value alone: where that was sealed anew, the last envelope is the one that can be opened.
    const envelopes = new Map<string, { readonly eventId: Uuid; readonly envelope: Sealed }>();
    const streams = [subjectStream(subject), ...(signIns.length > 0 ? [accessStream(subject)] : [])];
    for (const stream of streams)
      for await (const { id, time, data } of recordsOf(this.store, this.types, stream)) {
        for (const sealed of sealedIn(data))
          for (const commitment of Object.values(sealed.commitments))
            if (commitments.has(commitment)) {
              envelopes.set(commitment, { eventId: id, envelope: sealed });
              if (!times.has(commitment)) times.set(commitment, time);
            }
      }
    const opened = await this.vault.openAll(
      named.map(({ event, commitment }) => {
        const found = envelopes.get(commitment);
        if (!found) throw new Error(`no envelope of what event ${event} had`);
        return found;
      }),
    );
    const shown = (i: number, name: string, as: string): object => {
      const one = opened[i]!;
      return one.state === 'open' ? { [as]: one.values[name] } : { erased: true };
    };
    return {
      subject,
      values: values.map(({ commitment, field, heldFor: purpose, version }, i) => ({
        field,
        ...shown(i, field, 'value'),
        heldFor: purpose,
        version,
        since: times.get(commitment)!,
      })),
      signIns: signIns.map(({ commitment }, i) => ({
        time: times.get(commitment)!,
        ...shown(values.length + i, 'ipAddress', 'ipAddress'),
      })),
    };
  }

  /** Every version of every value of the record, each with the time of the one that took its place. */
  private async versionsOf(subject: Uuid): Promise<Version[]> {
    const versions: Version[] = [];
    for await (const { id: event, time: since, data } of recordsOf(
      this.store,
      this.types,
      subjectStream(subject),
    )) {
      for (const part of (data as { purposes?: readonly SealedValues[] }).purposes ?? []) {
        const { purpose, sealed } = part;
        for (const [name, version] of Object.entries(part.versions)) {
          const field = name as Field;
          const same = (each: Version): boolean =>
            each.field === field && purposeName(each.heldFor) === purposeName(purpose);
          const before = versions.findIndex(each => same(each) && each.replaced === undefined);
          if (before >= 0) versions[before] = { ...versions[before]!, replaced: since };
          versions.push({
            event,
            heldFor: purpose,
            field,
            version,
            commitment: sealed.commitments[field]!,
            since,
            sealed,
          });
        }
      }
    }
    // A value that was sealed anew since is where the record has it.
    const { state } = await this.runner.load(subjectStreamOf(subject));
    return versions.map(each => {
      const held = heldFor(state, purposeName(each.heldFor))[each.field];
      return held?.version === each.version ? { ...each, event: held.event, sealed: held.sealed } : each;
    });
  }

  private async signInsOf(subject: Uuid, { from, to }: Days): Promise<Covered['signIns']> {
    const found: { readonly event: Uuid; readonly sealed: Sealed }[] = [];
    for await (const { id, type, time, data } of recordsOf(this.store, this.types, accessStream(subject)))
      if (type === 'SignedIn' && inDays(time, from, to))
        found.push({ event: id, sealed: (data as SignedIn).sealed });
    const opened = await this.vault.openAll(
      found.map(({ event, sealed }) => ({ eventId: event, envelope: sealed })),
    );
    return found
      .filter((_, i) => opened[i]!.state === 'open')
      .map(({ event, sealed }) => ({ event, commitment: sealed.commitments.ipAddress! }));
  }
}

function inDays(time: string, from: string, to: string): boolean {
  const day = brusselsDay(new Date(time));
  return from <= day && day <= to;
}

/** In force on a day of the period; without one, now. */
function within({ since, replaced }: Version, period: Days | undefined): boolean {
  if (!period) return replaced === undefined;
  const day = (time: string): string => brusselsDay(new Date(time));
  return day(since) <= period.to && (replaced === undefined || day(replaced) >= period.from);
}

/** All envelopes in an event's data. */
function sealedIn(data: unknown): Sealed[] {
  if (typeof data !== 'object' || data === null) return [];
  if ('box' in data && 'commitments' in data) return [data as Sealed];
  return Object.values(data).flatMap(sealedIn);
}
