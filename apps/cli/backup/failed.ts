import { ConfigError } from '#libs/config';
import { startFailure } from '#apps/api/start-failure';
import { NoData } from '../beside';
import { CONFIGURATION, UNAVAILABLE } from '../command';

/** What is said of a command that needs the databases and could not do its work, and the exit code. */
export function unavailable(what: string): (error: unknown) => readonly [words: string, exitCode: number] {
  return error => [
    startFailure(error).text.replace('Inzage does not start', what),
    error instanceof ConfigError || error instanceof NoData ? CONFIGURATION : UNAVAILABLE,
  ];
}
