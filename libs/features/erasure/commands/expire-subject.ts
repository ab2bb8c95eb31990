import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Uuid } from '#libs/kernel';
import type { SubjectState } from '#libs/features/subjects';
import { Vault } from '#libs/vault';
import { Erasures } from '../erasures';
import { allowWaiting, type ErasureContext, type ErasureYields } from '../guards';
import { ALL_DUE, isUnused, type Due } from '../retention';
import { decideBegin } from './begin-erasure';

/** Begins the erasure of whom neither domain, login name nor service was ever for (P05). */
export class ExpireSubject extends Command<void> {
  constructor(readonly subject: Uuid) {
    super();
  }
}

/** Of one that was linked meanwhile nothing is erased. */
export function decideExpire(state: SubjectState, due: Due, context: ErasureContext): ErasureYields {
  return isUnused(state) ? decideBegin(state, due, context) : [];
}

@CommandHandler(ExpireSubject)
export class ExpireSubjectHandler implements ICommandHandler<ExpireSubject> {
  constructor(
    @Inject(Vault) private readonly vault: Pick<Vault, 'idFrom'>,
    private readonly erasures: Erasures,
  ) {}

  async execute({ subject }: ExpireSubject): Promise<void> {
    const context = {
      commandId: this.vault.idFrom(subject, 'expired'),
      actor: { role: 'system', id: 'timers' },
      dryRun: false,
    } as const;
    await this.erasures.begin({ subject, body: ALL_DUE, context }, decideExpire).catch(allowWaiting);
  }
}
