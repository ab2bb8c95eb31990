import { startIssuer, type IssuerOptions } from './start';

/**
 * The development issuer as a process of its own: `node dist/apps/issuer/main.js [options as JSON]`, see IssuerOptions.
 * Prints its `iss` as the only line, and ends with its standard input, so with whoever started it.
 */
async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as Partial<IssuerOptions>;
  const issuer = await startIssuer({ audience: 'urn:inzage:api', ...options });
  process.stdout.write(`${issuer.url}\n`);
  process.stdin.resume().on('end', () => process.exit(0));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
