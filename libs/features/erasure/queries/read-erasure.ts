import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { MasterKeys, type Wanted } from '#libs/features/master-keys';
import { dutiesOf, subjectStreamOf, type Erasure } from '#libs/features/subjects';
import { requireErasure } from '../find';

/** How far an erasure has come. `irrecoverable`: no copy of the keyring that can be unwrapped has its keys any more. */
export type Reached = 'begun' | 'fenced' | 'irrecoverable';

/** What an erasure waits for; the fences are set within seconds, by whatever process has the timers' turn. */
export type Wanting =
  | Wanted
  | { readonly what: 'fences'; readonly by: 'service' }
  /** Recipients are to be told (Art. 19): until then something is sealed for that. */
  | { readonly what: 'duties'; readonly by: 'privacy-officer' };

export interface ReachedErasure {
  readonly erasure: Erasure;
  readonly state: Reached;
  /** What is wanting before no copy undoes it: nothing, once it is irrecoverable. */
  readonly wanting: readonly Wanting[];
  /** Duties to tell recipients that still hold what identifies the person to them. */
  readonly duties: readonly Uuid[];
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
    const { state } = await this.runner.load(subjectStreamOf(subject));
    const erasure = requireErasure(state, id);
    const own = dutiesOf(state)
      .all()
      .filter(duty => duty.erasure === id);
    const duties = own.flatMap(({ duty, keyEnded }) => (keyEnded ? [] : [duty]));
    if (!erasure.fenced)
      return { erasure, state: 'begun', wanting: [{ what: 'fences', by: 'service' }], duties };
    const epochs = own.map(({ keyEnded }) => keyEnded?.epoch ?? 0);
    const copies = await this.masterKeys.wanting(Math.max(erasure.fenced.epoch, ...epochs));
    const wanting: Wanting[] = [
      ...(duties.length > 0 ? [{ what: 'duties', by: 'privacy-officer' } as const] : []),
      ...copies,
    ];
    return { erasure, state: wanting.length === 0 ? 'irrecoverable' : 'fenced', wanting, duties };
  }
}
