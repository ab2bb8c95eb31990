import type { Uuid } from '#libs/kernel';
import { KeyringError, type Keyring } from './keyring';
import { checkValues, masterName, newSecrets, type Secrets } from './secrets';
import { readSecretsFile, writeSecretsFile } from './secrets-file';
import { VaultRefused } from './types';

export interface Belonging {
  readonly logId: Uuid;
  /** True when the log holds no event yet: only then may a master key be made. */
  readonly logIsEmpty: boolean;
  readonly at: Date;
}

export interface Founded {
  readonly secrets: Secrets;
  /** True when this start founded the keyring: the moment to say how the secrets are backed up. */
  readonly generated: boolean;
}

/** Two first starts at once: the second waits here and finds what the first has made. */
const FOUNDING_LOCK = 0x1e7a70;

/**
 * The secrets of this keyring and this log; made anew only where both are empty. Everything else that does not fit
 * refuses, and changes nothing: a wrong key must never look like an erasure.
 * @param source path of the secrets file, or the secrets themselves
 * @throws VaultRefused
 */
export async function foundOrRecognise(
  keyring: Keyring,
  source: string | Secrets,
  belonging: Belonging,
): Promise<Founded> {
  const { logId, logIsEmpty, at } = belonging;
  const where = typeof source === 'string' ? source : 'the secrets given';
  return keyring.transaction(async run => {
    await run({ text: 'select pg_advisory_xact_lock($1)', values: [FOUNDING_LOCK] });
    const [identity] = await run<{ log: Uuid }>({ text: 'select log from identity' }).catch(notMigrated);
    const secrets = typeof source === 'string' ? await readSecretsFile(source) : source;

    assertSameLog(secrets, logId, where);
    if (!identity) {
      if (!logIsEmpty) throw emptyKeyring(secrets, logId, where);
      const founded = secrets ?? newSecrets(logId);
      if (!secrets && typeof source === 'string') await writeSecretsFile(source, founded);
      await run({
        text: 'insert into identity (log, founded_at) values ($1, $2)',
        values: [logId, at],
      });
      await register(run, checkValues(founded, logId));
      return { secrets: founded, generated: true };
    }

    const found = assertBelongs(identity.log, secrets, logId, where);
    await register(run, await recognise(run, found, logId, where));
    return { secrets: found, generated: false };
  });
}

/**
 * The same judgement for who only looks: the secrets of a keyring that is founded, undefined where neither keyring nor
 * log hold anything yet. Changes nothing.
 * @throws VaultRefused
 */
export async function recogniseOnly(
  keyring: Keyring,
  secretsFile: string,
  { logId, logIsEmpty }: Omit<Belonging, 'at'>,
): Promise<Secrets | undefined> {
  const [identity] = await keyring
    .query<{ log: Uuid }>({ text: 'select log from identity' })
    .catch(notMigrated);
  const secrets = await readSecretsFile(secretsFile);
  assertSameLog(secrets, logId, secretsFile);
  if (!identity && logIsEmpty) return undefined;
  if (!identity) throw emptyKeyring(secrets, logId, secretsFile);
  const found = assertBelongs(identity.log, secrets, logId, secretsFile);
  await recognise(keyring.query, found, logId, secretsFile);
  return found;
}

function assertSameLog(secrets: Secrets | null, logId: Uuid, where: string): void {
  if (secrets?.log === undefined || secrets.log === logId) return;
  throw new VaultRefused(
    'secrets-of-another-log',
    `${where} belong to log ${secrets.log}, the log here is ${logId}: restore the secrets of this log`,
  );
}

function emptyKeyring(secrets: Secrets | null, logId: Uuid, where: string): VaultRefused {
  return new VaultRefused(
    'keyring-empty',
    `the keyring is empty, but log ${logId} has events: restore the keyring${secrets ? '' : ` and ${where}`} from backup, not older than the log`,
  );
}

function assertBelongs(log: Uuid, secrets: Secrets | null, logId: Uuid, where: string): Secrets {
  if (log !== logId)
    throw new VaultRefused(
      'keyring-of-another-log',
      `the keyring belongs to log ${log}, the log here is ${logId}: KEYRING_URL or DATABASE_URL names the wrong database, or one was restored without the other`,
    );
  if (!secrets)
    throw new VaultRefused(
      'secrets-missing',
      `${where} is missing, and the keyring of log ${logId} cannot be read without it: restore the file from its backup. No new one is made: it could open nothing`,
    );
  return secrets;
}

type Run = Parameters<Parameters<Keyring['transaction']>[0]>[0];

/** Compares the secrets with what the keyring keeps of them. @returns check values of newer epochs that it has not yet */
async function recognise(
  run: Run,
  secrets: Secrets,
  logId: Uuid,
  where: string,
): Promise<ReadonlyMap<string, Buffer>> {
  const given = checkValues(secrets, logId);
  const rows = await run<{ secret: string; value: Buffer }>({ text: 'select secret, value from checks' });
  for (const { secret, value } of rows) {
    const own = given.get(secret);
    if (!own)
      throw new VaultRefused(
        'master-key-missing',
        `${where}: the ${secret}, which wrapped keys of this keyring, is not there: restore the newest backup of the file`,
      );
    if (!own.equals(value))
      throw new VaultRefused(
        'secrets-of-another-keyring',
        `${where}: the ${secret} is not the one that this keyring was made with: restore the file that belongs to this keyring`,
      );
    given.delete(secret);
  }
  // What is left are newer epochs of the master key.
  const newest = Math.max(...rows.map(row => epochOf(row.secret)));
  for (const name of given.keys())
    if (epochOf(name) <= newest)
      throw new VaultRefused(
        'secrets-of-another-keyring',
        `${where}: the ${name} is older than the keyring's newest and unknown to it`,
      );
  return given;
}

function epochOf(name: string): number {
  const epoch = Number(/\d+$/.exec(name)?.[0] ?? 0);
  return name === masterName(epoch) ? epoch : 0;
}

async function register(run: Run, checks: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const [secret, value] of checks)
    await run({ text: 'insert into checks (secret, value) values ($1, $2)', values: [secret, value] });
}

function notMigrated(error: unknown): never {
  if (error instanceof KeyringError && error.code === '42P01')
    throw new VaultRefused(
      'keyring-not-migrated',
      'the keyring has no tables: run the migrations on KEYRING_URL first',
    );
  throw error;
}
