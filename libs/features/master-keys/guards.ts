import { decided, type CommandContext, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import type { PostgresVault } from '#libs/vault/postgres';
import type { EpochEventData, EpochEventType } from './events';
import type { EpochsState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type EpochYields<T extends EpochEventType> = Yields<EpochEventData, T>;

/** What a command of this feature comes to. */
export type EpochOutcome<T extends EpochEventType> = RunOutcome<EpochsState, Pick<EpochEventData, T>>;

export function event<T extends EpochEventType>(
  type: T,
  data: Unsealed<EpochEventData[T]>,
): { type: T; data: Unsealed<EpochEventData[T]> } {
  return decided<EpochEventData, T>(type, data);
}

/** A step of a rotation is one command for each epoch of a log, whoever repeats it. */
export function stepOf(
  vault: Pick<PostgresVault, 'idFrom' | 'logId'>,
  step: 'activated' | 'retired',
  epoch: number,
): CommandContext {
  return {
    commandId: vault.idFrom(vault.logId, `epoch-${step}`, epoch),
    actor: { role: 'system', id: 'keys' },
    dryRun: false,
  };
}
