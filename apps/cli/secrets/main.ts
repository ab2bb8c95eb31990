import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createSecretsFile, newSecrets, VaultRefused } from '#libs/vault';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const USAGE = `npm run secrets -- new [--file FILE]

  Makes the master key, the id secret and the look-up key of a new installation, and writes them to FILE
  (INZAGE_SECRETS_FILE, or secrets.json), mode 0600. A file that is there already is never touched.`;

/** Exit code 0: made; 1: not made; 64: not understood (sysexits: EX_USAGE). */
async function main(args: readonly string[]): Promise<number> {
  let file: string;
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { file: { type: 'string' } },
    });
    if (positionals.join(' ') !== 'new') throw new Error('which command?');
    file = resolve(values.file ?? (process.env.INZAGE_SECRETS_FILE || 'secrets.json'));
  } catch {
    say(USAGE);
    return 64;
  }
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

void main(process.argv.slice(2)).then(
  code => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : 'No secrets were made.');
    process.exit(1);
  },
);
