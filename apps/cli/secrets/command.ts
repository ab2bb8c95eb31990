import { resolve } from 'node:path';
import { createSecretsFile, newSecrets, VaultRefused } from '#libs/vault';
import { command, say, UsageError } from '../command';

const USAGE = `npm run secrets -- new [--file FILE]

  Makes the master key, the id secret and the look-up key of a new installation, and writes them to FILE
  (INZAGE_SECRETS_FILE, or secrets.json), mode 0600. A file that is there already is never touched.
  Exit code: 0 made, 1 not made, 64 this text.`;

async function secrets(options: { readonly file?: string }, what: string): Promise<number> {
  if (what !== 'new') throw new UsageError('What it makes is called `new`.');
  const file = resolve(options.file ?? (process.env.INZAGE_SECRETS_FILE || 'secrets.json'));
  try {
    await createSecretsFile(file, newSecrets());
  } catch (error) {
    if (!(error instanceof VaultRefused)) throw error;
    say(error.message);
    return 1;
  }
  say(
    `New secrets are in ${file}, for an installation whose log and keyring are empty.\n` +
      'Without this file all personal data is lost for ever, and with it any copy of the keyring can be read.\n' +
      'Back it up now, apart from the databases. In a container it must be readable by uid 1000: chown 1000 it, or chmod 640 it for a group of that user.',
  );
  return 0;
}

export const run = command({
  usage: USAGE,
  options: { file: { type: 'string' } },
  takes: 1,
  run: (options, what) => secrets(options, what),
});
