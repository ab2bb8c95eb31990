import { Inject, Injectable } from '@nestjs/common';
import { purposeName } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { EventStore, EventTypes, recordsOf } from '#libs/event-store';
import { canonicalText, type Json, type Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { SubjectEvent } from './events';
import { allHeldIn, opened, type AllHeld, type HeldVersion, type Open } from './held';
import { subjectStream, type OfOther, type SubjectState } from './state';
import { subjectStreamOf } from './stream';

/** Whether a version of a value, named by its purpose, is left out of what its own subject is given. */
export type LeavesOut = (value: {
  readonly purpose: string;
  readonly field: string;
  readonly version: number;
}) => boolean;

/** Marks of values that concern another person, on which no officer has decided yet. */
export function unsettledOf(ofOthers: Readonly<Record<Uuid, OfOther>>): Uuid[] {
  return Object.keys(ofOthers).filter(mark => ofOthers[mark]!.outcome === undefined);
}

/**
 * Which values the subject is not given, since they concern another person too (Art. 15(4), 20(4)): each that is marked
 * and not settled as `shown`; and the same value wherever else it is held, where nothing was settled about it there. Once
 * what was marked cannot be opened any more, nobody can tell which is the same: the whole field is left out then. It is the
 * one place that decides so, for whatever is given to the subject. Whoever else looks is limited by their purpose.
 */
export function leftOutOf({ versions, ofOthers }: AllHeld, open: Open): LeavesOut {
  const marked = new Map(
    Object.values(ofOthers).map(each => [nameOf(each), each.outcome !== 'shown'] as const),
  );
  const valueOf = (each: HeldVersion): string | undefined => {
    const value: Json | undefined = open(each)?.[each.field];
    return value === undefined ? undefined : `${each.field} ${canonicalText(value)}`;
  };
  const others = new Set(versions.filter(each => marked.get(nameOf(each))).map(valueOf));
  const legible = new Set(versions.filter(each => valueOf(each) !== undefined).map(nameOf));
  const untold = new Set(
    Object.values(ofOthers)
      .filter(each => each.outcome !== 'shown' && !legible.has(nameOf(each)))
      .map(({ field }) => field),
  );
  const names = versions
    .filter(each => {
      const value = valueOf(each);
      const same = untold.has(each.field) || (value !== undefined && others.has(value));
      return marked.get(nameOf(each)) ?? same;
    })
    .map(nameOf);
  const all = new Set(names);
  return value => all.has(nameOf(value));
}

function nameOf({ purpose, field, version }: Parameters<LeavesOut>[0]): string {
  return `${purposeName(purpose)} ${field} ${version}`;
}

/** All that is held of a subject, current and earlier: from its own stream, which is never behind. */
@Injectable()
export class HeldValues {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(EventStore) private readonly store: Pick<EventStore, 'readStream'>,
    private readonly types: EventTypes,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
  ) {}

  /** @throws KeyUnavailable, KeyringUnavailable */
  async of(subject: Uuid): Promise<{ readonly held: AllHeld; readonly open: Open }> {
    return this.in(await this.events(subject));
  }

  /**
   * What these events of a subject hold.
   * @param keep the versions of values that are asked: no other is opened
   * @throws KeyUnavailable, KeyringUnavailable
   */
  async in(
    events: readonly SubjectEvent[],
    keep: (version: HeldVersion) => boolean = () => true,
  ): Promise<{ readonly held: AllHeld; readonly open: Open }> {
    const all = allHeldIn(events);
    const held = { ...all, versions: all.versions.filter(keep) };
    return { held, open: await opened(this.vault, held) };
  }

  /** Without its values: where each is. */
  async read(subject: Uuid): Promise<AllHeld> {
    return allHeldIn(await this.events(subject));
  }

  /** All that happened to it. */
  async events(subject: Uuid): Promise<SubjectEvent[]> {
    const events: SubjectEvent[] = [];
    for await (const record of recordsOf(this.store, this.types, subjectStream(subject)))
      events.push(record as SubjectEvent);
    return events;
  }

  /** What of a current record its subject is not given, and what no officer has decided on. */
  async leftOut(
    subject: Uuid,
  ): Promise<{ readonly leavesOut: LeavesOut; readonly unsettled: readonly Uuid[] }> {
    const { ofOthers }: SubjectState = (await this.runner.load(subjectStreamOf(subject))).state;
    if (Object.keys(ofOthers).length === 0) return { leavesOut: () => false, unsettled: [] };
    const { held, open } = await this.of(subject);
    return { leavesOut: leftOutOf(held, open), unsettled: unsettledOf(ofOthers) };
  }
}
