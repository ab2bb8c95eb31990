import { readConfig } from '#libs/config';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { MasterKeys } from '#features/master-keys/master-keys';
import { lookupValues } from '#features/records/lookup-values';
import { systemClock } from '#libs/kernel';
import { PostgresVault, Rotation, type ValuesOf } from '#libs/vault/postgres';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { openLog } from '#libs/platform/beside';
import { databasesBeside, NoData } from '../beside';
import { say } from '../command';

const features = new Composition(FEATURES);

/** The steps that the log is told of. Beside the service there is no bus: each command goes to its handler, loaded then. */
interface Steps {
  readonly activation: (epoch: number) => Promise<unknown>;
  readonly retirement: (epoch: number) => Promise<unknown>;
}

/** What the steps of a rotation need of the installation, beside the service. */
export interface Beside {
  readonly rotation: Rotation;
  /** What the log says of epochs; opens the keyring as the service does, so it refuses what a start refuses. */
  readonly log: () => Promise<{ masterKeys: MasterKeys; record: Steps; valuesOf: ValuesOf }>;
  readonly close: () => Promise<void>;
}

export async function openBeside(): Promise<Beside> {
  const config = readConfig('development', process.env);
  const [urls, closeDatabases] = await databasesBeside(config, say);
  const store = await openLog(config, urls, features, { found: false });
  const opened: (() => Promise<void>)[] = [closeDatabases, () => store.close()];
  const close = async (): Promise<void> => {
    for (const end of opened.reverse()) await end();
  };
  try {
    if ((await store.head()) === null) throw new NoData('The log is empty: start the service first.');
    const { secretsFile } = config;
    const rotation = new Rotation({ keyringUrl: urls.keyring, secretsFile, logId: store.logId });
    opened.push(() => rotation.close());
    return {
      rotation,
      close,
      async log() {
        const vault = await PostgresVault.open({
          keyringUrl: urls.keyring,
          secretsFile,
          logId: store.logId,
          logIsEmpty: false,
          stays: false,
        });
        opened.push(() => vault.close());
        const catalogues = await Catalogues.read(store);
        const runner = new CommandRunner(store, vault, systemClock, features.eventTypes(), catalogues);
        const masterKeys = new MasterKeys(runner, vault);
        await masterKeys.restore();
        return {
          masterKeys,
          record: {
            async activation(epoch) {
              const { RecordActivation, RecordActivationHandler } =
                await import('#features/master-keys/commands/record-activation');
              return new RecordActivationHandler(runner, vault).execute(new RecordActivation(epoch));
            },
            async retirement(epoch) {
              const { RecordRetirement, RecordRetirementHandler } =
                await import('#features/master-keys/commands/record-retirement');
              return new RecordRetirementHandler(runner, vault).execute(new RecordRetirement(epoch));
            },
          },
          valuesOf: owner => lookupValues(store, vault, owner),
        };
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
