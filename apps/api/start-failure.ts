import { ConfigError } from '#libs/config';

/** sysexits.h: EX_CONFIG. */
const CONFIGURATION = 78;

/** A reason that needs no more words than its own. */
export class StartRefused extends Error {}

interface Known {
  readonly code?: string;
  readonly syscall?: string;
  readonly address?: string;
  readonly port?: number;
  readonly errors?: readonly Error[];
}

/**
 * What an operator is told when the service does not start, and the exit code. An error's message is told only here:
 * nothing personal is at hand before the service serves.
 */
export function startFailure(error: unknown): { text: string; exitCode: number } {
  if (error instanceof ConfigError) return { text: error.message, exitCode: CONFIGURATION };
  if (!(error instanceof Error)) return { text: 'Inzage does not start.', exitCode: 1 };
  if (error instanceof StartRefused) return { text: error.message, exitCode: 1 };
  const { code, syscall, address, port, errors } = error as Known;
  if (code === 'EADDRINUSE' && syscall === 'listen') {
    return { text: `${address}:${port} is taken by another process: set PORT to another port.`, exitCode: 1 };
  }
  // A name that resolves to several addresses fails with an error for each, and no message of its own.
  const message = error.message || (errors ?? []).map(each => each.message).join('; ') || code || error.name;
  return { text: `Inzage does not start: ${message}`, exitCode: 1 };
}
