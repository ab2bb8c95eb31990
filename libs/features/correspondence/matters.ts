import { Inject, Injectable } from '@nestjs/common';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, refusalStream, type CommandContext, type ProcessingRefused } from '#libs/commands';
import { DomainError, Clock, type Json, type Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import { requireOwnPurpose } from './decisions';
import { matterOwner, type MatterLookEventData } from './events';
import { matterStreamOf, type MatterState } from './state';

export interface OpenedMatter {
  readonly state: MatterState;
  /** The message and the notes, in order; absent once the matter has ended. */
  readonly parts?: readonly { readonly time: string; readonly values: Readonly<Record<string, Json>> }[];
}

/** Reads one matter from its own stream, which is never behind: for the matter only, and on record (P07, P09). */
@Injectable()
export class Matters {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found`, `purpose-unknown`, `matter-purpose-only` (which is put on record) */
  async look(matter: Uuid, purpose: string, context: CommandContext): Promise<OpenedMatter> {
    const { state } = await this.runner.load(matterStreamOf(matter));
    if (state.status === 'none') throw new DomainError('not-found');
    const { id, basis } = await this.ownPurpose(purpose, context);
    await this.runner.note<MatterLookEventData>(
      { name: `look-matter-${matter}`, owner: matterOwner(matter) },
      context,
      [{ type: 'MatterLooked', data: { purpose: id, basis } }],
    );
    if (state.parts.length === 0) return { state };
    const opened = await this.vault.openAll(
      state.parts.map(({ event, sealed }) => ({ eventId: event, envelope: sealed })),
    );
    if (opened.some(one => one.state === 'erased')) return { state };
    const parts = opened.flatMap((one, i) =>
      one.state === 'open' ? [{ time: state.parts[i]!.time, values: one.values }] : [],
    );
    return { state, parts };
  }

  private async ownPurpose(
    purpose: string,
    context: CommandContext,
  ): Promise<ReturnType<typeof requireOwnPurpose>> {
    try {
      return requireOwnPurpose(this.catalogues.current(this.clock.now()), purpose, 'look-at-matter');
    } catch (error) {
      if (error instanceof DomainError && error.refusal)
        await this.runner.note<{ ProcessingRefused: ProcessingRefused }>(
          { name: refusalStream(undefined), owner: 'unlinked' },
          context,
          [{ type: 'ProcessingRefused', data: { ...error.refusal, command: 'look-at-matter' } }],
          'refusal',
        );
      throw error;
    }
  }
}
