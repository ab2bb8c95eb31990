import { tokenCommand } from '#apps/issuer/clients';
import { ROLES } from '#libs/http';
import type { Config } from '#libs/config';

interface Started {
  readonly url: string;
  /** Whether the page for officers and customers is served there. */
  readonly pages: boolean;
  readonly issuer: string;
  /** Where the log is. */
  readonly log: string;
  readonly metricsUrl?: string;
  /** Of the embedded PostgreSQL, if it is used. */
  readonly folder?: string;
  /** What the operator must know besides. */
  readonly notes: readonly string[];
}

/** What a start prints on the console: where everything is and, in development, how to get in. */
export function banner(
  config: Config,
  { url, pages, issuer, log, metricsUrl, folder, notes }: Started,
): string {
  const row = (name: string, ...values: string[]): string => `  ${name.padEnd(17)}${values.join('  ')}`;
  const lines = [
    config.profile === 'development'
      ? 'Inzage, DEVELOPMENT profile: not for the data of real people.'
      : 'Inzage, production profile.',
    '',
    ...(pages ? [row('page', `${url}/console`, `${url}/mijn-gegevens`)] : []),
    row('API', url),
    row('its description', `${url}/docs`, `${url}/openapi.json`),
    row('health', `${url}/health/live`, `${url}/health/ready`),
    ...(metricsUrl === undefined ? [] : [row('metrics', metricsUrl)]),
    row('tokens of', issuer),
    row('log', log),
    row('secrets', config.secretsFile),
    ...(folder === undefined ? [] : [row('database', `embedded PostgreSQL, in ${folder}`)]),
  ];
  if (config.oidc.issuer === undefined) {
    lines.push(
      '',
      'The issuer is a local one: anybody on this machine gets a token for any role, without proof. One for each role:',
      '',
      ...ROLES.map(role => row(role, tokenCommand(issuer, role))),
    );
  }
  for (const note of notes) lines.push('', note);
  return `\n${lines.join('\n')}\n\n`;
}

/** For the first start, which makes the secrets. */
export function newSecretsNote(file: string): string {
  return (
    `NEW SECRETS were made: the master key and the id secret in ${file}.\n` +
    'Without this file all personal data is lost for ever, and with it any copy of the keyring can be read.\n' +
    'Back it up now, apart from the databases.'
  );
}
