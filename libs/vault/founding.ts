import type { Uuid } from '#libs/kernel';
import { Keyring, KeyringError, type KeyringState } from './keyring';
import { checkValues, ID_KEYS, ID_SECRET, masterName, newSecrets, type Secrets } from './secrets';
import { readSecretsFile, writeSecretsFile } from './secrets-file';
import { VaultRefused } from './types';

export interface Belonging {
  readonly logId: Uuid;
  /** True when the log holds no event yet: only then may a master key be made. */
  readonly logIsEmpty: boolean;
  readonly at: Date;
}

export interface Founded extends KeyringState {
  readonly secrets: Secrets;
  /** Of the keyring. */
  readonly id: Uuid;
  /** True when this start founded the keyring: the moment to say how the secrets are backed up. */
  readonly generated: boolean;
}

/** Two first starts at once: the second waits here and finds what the first has made. */
export const FOUNDING_LOCK = 0x1e7a70;

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
    const [identity] = await run<Identity>({ text: IDENTITY }).catch(notMigrated);
    const secrets = typeof source === 'string' ? await readSecretsFile(source) : source;

    assertSameLog(secrets, logId, where);
    if (!identity) {
      if (!logIsEmpty) throw emptyKeyring(secrets, logId, where);
      const founded = secrets ?? newSecrets(logId);
      if (!secrets && typeof source === 'string') await writeSecretsFile(source, founded);
      const epoch = Math.max(...founded.masterKeys.map(each => each.epoch));
      await run({
        text: 'insert into identity (log, founded_at, epoch, blind_epoch, fingerprints) values ($1, $2, $3, $4, $5)',
        values: [logId, at, epoch, founded.lookupKey ? 0 : epoch, founded.idSecret ? null : 0],
      });
      for (const { epoch: each } of founded.masterKeys)
        await run({
          text: 'insert into epochs (epoch, announced_at, activated_at) values ($1, $2, $2)',
          values: [each, at],
        });
      for (const [secret, value] of checkValues(founded, logId))
        await run({ text: 'insert into checks (secret, value) values ($1, $2)', values: [secret, value] });
      const [made] = await run<Identity>({ text: IDENTITY });
      return { ...made!, secrets: founded, generated: true };
    }

    const found = await recognise(run, assertBelongs(identity.log, secrets, logId, where), logId, where);
    if (!found.idSecret) await endIdSecret(run, found, logId);
    return { ...identity, secrets: found, generated: false };
  });
}

interface Identity extends KeyringState {
  readonly id: Uuid;
  readonly log: Uuid;
}

const IDENTITY = 'select id, log, epoch, blind_epoch as "blindEpoch" from identity';

/**
 * The keyring knows the secrets by what format 2 has, and notes the oldest epoch that is in the file by then: each copy in
 * format 1 has it or one before it, so that no such copy is left once all up to it are destroyed in every copy. Again is
 * the same.
 */
export async function endIdSecret(run: Run, secrets: Secrets, logId: Uuid): Promise<void> {
  for (const [secret, value] of checkValues(secrets, logId))
    if (ID_KEYS.has(secret))
      await run({
        text: 'insert into checks (secret, value) values ($1, $2) on conflict do nothing',
        values: [secret, value],
      });
  await run({ text: 'delete from checks where secret = $1', values: [ID_SECRET] });
  const oldest = Math.min(...secrets.masterKeys.map(({ epoch }) => epoch));
  await run({ text: 'update identity set fingerprints = $1 where fingerprints is null', values: [oldest] });
}

/**
 * The file of a vault that is open, read again. `whole`: the keyring knows of every epoch that is in it; one that is being
 * announced is in the file first.
 * @throws VaultRefused when it does not belong to the keyring any more
 */
export async function recogniseAgain(
  keyring: Keyring,
  file: string,
  logId: Uuid,
): Promise<{ readonly secrets: Secrets; readonly whole: boolean }> {
  const given = await readSecretsFile(file);
  assertSameLog(given, logId, file);
  const belonging = assertBelongs(logId, given, logId, file);
  const secrets = await recognise(keyring.anyway, belonging, logId, file);
  return { secrets, whole: secrets.masterKeys.length === belonging.masterKeys.length };
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
  return recognise(keyring.query, found, logId, secretsFile);
}

/**
 * Before a log is made: whether this keyring and these secrets could be its own. Changes nothing.
 * @throws VaultRefused
 */
export async function assertFoundable(keyringUrl: string, secretsFile: string): Promise<void> {
  const keyring = new Keyring(keyringUrl, { readOnly: true });
  try {
    const [identity] = await keyring
      .query<{ log: Uuid }>({ text: 'select log from identity' })
      .catch(notMigrated);
    const secrets = await readSecretsFile(secretsFile);
    if (identity)
      throw new VaultRefused(
        'keyring-of-another-log',
        `the keyring belongs to log ${identity.log}, and there is no log here: EVENTSTORE_URL names the wrong server or streamPrefix, or KEYRING_URL the wrong database. None was made`,
      );
    if (secrets?.log !== undefined)
      throw new VaultRefused(
        'secrets-of-another-log',
        `${secretsFile} belong to log ${secrets.log}, and there is no log here: EVENTSTORE_URL names the wrong server or streamPrefix, or INZAGE_SECRETS_FILE the wrong file. None was made`,
      );
  } finally {
    await keyring.close();
  }
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

/**
 * Compares the secrets with what the keyring keeps of them.
 * @returns the secrets without epochs that the keyring does not know (they are not announced), or that are retired
 */
async function recognise(run: Run, secrets: Secrets, logId: Uuid, where: string): Promise<Secrets> {
  const given = checkValues(secrets, logId);
  const rows = await run<{ secret: string; value: Buffer }>({
    text: 'select secret, value from checks order by secret desc',
  });
  const epochs = await run<{ epoch: number; active: boolean }>({
    text: 'select epoch, activated_at is not null as active from epochs',
  }).catch(notMigrated);
  const announced = new Set(epochs.filter(({ active }) => !active).map(({ epoch }) => masterName(epoch)));
  const known = new Set(rows.map(({ secret }) => secret));
  for (const { secret, value } of rows) {
    // The file is in format 2 already, whatever the keyring has seen of that.
    if (secret === ID_SECRET && !secrets.idSecret) continue;
    const own = given.get(secret);
    // Nothing is wrapped under an epoch that is announced only.
    if (!own && announced.has(secret)) continue;
    if (!own) throw missing(secret, secrets, where);
    if (!own.equals(value))
      throw new VaultRefused(
        'secrets-of-another-keyring',
        `${where}: the ${secret} is not the one that this keyring was made with: restore the file that belongs to this keyring`,
      );
  }
  if (secrets.idSecret && !known.has(ID_SECRET))
    throw new VaultRefused(
      'secrets-superseded',
      `${where} is a copy from before the fingerprints of version 1 were ended: restore the file that was written then, or run npm run keys -- fingerprints on this one`,
    );
  const newest = Math.max(...epochs.map(({ epoch }) => epoch));
  for (const { epoch } of secrets.masterKeys)
    if (epoch < newest && !epochs.some(each => each.epoch === epoch))
      throw new VaultRefused(
        'secrets-of-another-keyring',
        `${where}: the ${masterName(epoch)} is older than the keyring's newest and unknown to it`,
      );
  return { ...secrets, masterKeys: secrets.masterKeys.filter(({ epoch }) => known.has(masterName(epoch))) };
}

function missing(secret: string, { masterKeys }: Secrets, where: string): VaultRefused {
  const epoch = Number(/^master key, epoch (\d+)$/.exec(secret)?.[1] ?? 0);
  const goesOn = epoch > 0 && masterKeys.every(each => each.epoch > epoch);
  return new VaultRefused(
    'master-key-missing',
    goesOn
      ? `${where}: the ${secret}, which wrapped keys of this keyring, was taken out of the file: the keyring is a copy from before that; restore a newer one`
      : `${where}: the ${secret}, which wrapped keys of this keyring, is not there: restore the newest backup of the file`,
  );
}

function notMigrated(error: unknown): never {
  if (error instanceof KeyringError && error.code === '42P01')
    throw new VaultRefused(
      'keyring-not-migrated',
      'the keyring has no tables: run the migrations on KEYRING_URL first',
    );
  throw error;
}
