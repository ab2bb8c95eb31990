import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { event, subjectOwner, subjectStreamOf, type SubjectState } from '#libs/features/subjects';
import { Vault } from '#libs/vault';
import { Erasures } from '../erasures';
import { Fencing } from '../fencing';
import { findErasure } from '../find';
import type { ErasureYields } from '../guards';

/** Takes an erasure on to its end, from wherever it is. `signal`: what is waited for may be left to the next try. */
export class ResumeErasure extends Command<void> {
  constructor(
    readonly subject: Uuid,
    readonly erasure: Uuid,
    readonly context: CommandContext,
    readonly signal?: AbortSignal,
  ) {
    super();
  }
}

/** Says that all fences of an erasure stand. @param context epoch: the newest that any of its keys was wrapped under */
export function decideErased(
  state: SubjectState,
  { erasure }: { readonly erasure: Uuid },
  { epoch }: { readonly epoch: number },
): ErasureYields<'DataErased' | 'SubjectErased'> {
  const it = state.erasures[erasure];
  if (!it || it.fenced) return [];
  const { scope, kept } = it;
  if (scope.of === 'subject') return [event('SubjectErased', { erasure, epoch, kept })];
  return [event('DataErased', { erasure, scope, epoch, kept })];
}

/** Steps that were done before are done again, to no effect. */
@CommandHandler(ResumeErasure)
export class ResumeErasureHandler implements ICommandHandler<ResumeErasure> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<Vault, 'idFrom'>,
    private readonly fencing: Fencing,
    private readonly erasures: Erasures,
  ) {}

  async execute({ subject, erasure, context, signal }: ResumeErasure): Promise<void> {
    const it = await findErasure(this.runner, subject, erasure);
    if (it.fenced) return;
    this.fencing.step('begun');
    await this.prepare(subject, context);
    this.fencing.step('prepared');
    const owner = subjectOwner(subject);
    const also = it.keys.filter(key => key.owner !== owner);
    const epoch =
      it.scope.of === 'subject'
        ? await this.fencing.owner(erasure, owner, context, { kept: it.kept.map(({ key }) => key), also })
        : await this.fencing.keys(erasure, it.keys, context);
    await this.fencing.settled(signal);
    await this.runner.run({
      stream: subjectStreamOf(subject),
      context: { ...context, commandId: this.vault.idFrom(erasure, 'erased') },
      decide: state => decideErased(state, { erasure }, { epoch }),
    });
    this.fencing.step('erased');
  }

  /** A key that goes may be what another erasure of the subject still has to open for its own duties. */
  private async prepare(subject: Uuid, context: CommandContext): Promise<void> {
    const { state } = await this.runner.load(subjectStreamOf(subject));
    for (const [id, { fenced }] of Object.entries(state.erasures))
      if (!fenced)
        await this.erasures.prepareRest(subject, id, context, () => this.fencing.step('preparing'));
  }
}
