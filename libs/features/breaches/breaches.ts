import { Inject, Injectable } from '@nestjs/common';
import { CommandRunner } from '#libs/commands';
import type { Json, Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import { requireThere, type Recorded } from './guards';
import { breachStreamOf, type BreachState, type Words } from './state';

/** What officers wrote, by the event that sealed it; of an event whose words are gone, undefined. */
export type Said = ReadonlyMap<Uuid, Readonly<Record<string, Json>> | undefined>;

export interface OpenedBreach {
  readonly state: Recorded;
  readonly said: Said;
}

/** Reads one breach from its own stream, which is never behind. */
@Injectable()
export class Breaches {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
  ) {}

  /** @throws DomainError `not-found` */
  async open(breach: Uuid): Promise<OpenedBreach> {
    const { state } = await this.runner.load(breachStreamOf(breach));
    requireThere(state);
    const words = wordsOf(state);
    const opened = await this.vault.openAll(
      words.map(({ event, sealed }) => ({ eventId: event, envelope: sealed })),
    );
    return {
      state,
      said: new Map(
        words.map(({ event }, i) => {
          const one = opened[i]!;
          return [event, one.state === 'open' ? one.values : undefined];
        }),
      ),
    };
  }
}

function wordsOf(state: BreachState): Words[] {
  const { descriptions, corrections, assessment, notifications, letters, notTold, closed } = state;
  const all = [...descriptions, ...corrections, assessment, ...notifications, ...letters, notTold, closed];
  return all.filter(each => each !== undefined);
}
