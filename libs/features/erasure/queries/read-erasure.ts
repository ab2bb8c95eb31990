import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { MasterKeys, type Wanted } from '#libs/features/master-keys';
import type { Erasure } from '#libs/features/subjects';
import { findErasure } from '../find';

/** How far an erasure has come. `irrecoverable`: no copy of the keyring that can be unwrapped has its keys any more. */
export type Reached = 'begun' | 'fenced' | 'irrecoverable';

/** What an erasure waits for; the fences are set within seconds, by whatever process has the timers' turn. */
export type Wanting = Wanted | { readonly what: 'fences'; readonly by: 'service' };

export interface ReachedErasure {
  readonly erasure: Erasure;
  readonly state: Reached;
  /** What is wanting before no copy undoes it: nothing, once it is irrecoverable. */
  readonly wanting: readonly Wanting[];
}

/** How far an erasure has come, and what is wanting. Ends with `not-found` where there is none. */
export class ReadErasure extends Query<ReachedErasure> {
  constructor(
    readonly subject: Uuid,
    readonly erasure: Uuid,
  ) {
    super();
  }
}

@QueryHandler(ReadErasure)
export class ReadErasureHandler implements IQueryHandler<ReadErasure> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly masterKeys: MasterKeys,
  ) {}

  async execute({ subject, erasure: id }: ReadErasure): Promise<ReachedErasure> {
    const erasure = await findErasure(this.runner, subject, id);
    if (!erasure.fenced) return { erasure, state: 'begun', wanting: [{ what: 'fences', by: 'service' }] };
    const wanting = await this.masterKeys.wanting(erasure.fenced.epoch);
    return { erasure, state: wanting.length === 0 ? 'irrecoverable' : 'fenced', wanting };
  }
}
