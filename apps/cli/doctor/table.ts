import { CODES } from './codes';

/** The table of docs/operations.md. */
export function findingsTable(): string {
  return Object.entries(CODES)
    .map(([code, todo]) => `| \`${code}\` | ${todo} |\n`)
    .join('');
}
