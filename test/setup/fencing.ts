import type { TestingModuleBuilder } from '@nestjs/testing';
import { CommandRunner } from '#libs/commands';
import { EventStore, EventTypes } from '#libs/event-store';
import { Fencing, type ErasureStep } from '#libs/features/erasure';
import { PostgresVault } from '#libs/vault/postgres';

/** Erasures that do not wait for other processes' caches of keys: there are none. `step` is told of each step. */
export function withoutKeyCaches(step: (step: ErasureStep) => void = () => undefined) {
  return (builder: TestingModuleBuilder): TestingModuleBuilder =>
    builder.overrideProvider(Fencing).useFactory({
      factory: (runner: CommandRunner, store: EventStore, vault: PostgresVault, types: EventTypes) =>
        new Fencing(runner, store, vault, types, { cacheMs: 0, step }),
      inject: [CommandRunner, EventStore, PostgresVault, EventTypes],
    });
}
