import { CODES } from './codes';
import { isHealthy, type Result } from './examine';

const MARK_WIDTH = 9;
const NAME_WIDTH = 22;
/** Places of a finding that are shown. */
const EXAMPLES = 3;

/** A line for each check that found nothing, and for each finding a code, where, and what to do. */
export function text(result: Result): string {
  const line = (mark: string, rest: string): string =>
    `${mark.padEnd(MARK_WIDTH)}${result.check.padEnd(NAME_WIDTH)}${rest}`.trimEnd();
  if ('why' in result) return line('NOT SEEN', result.why);
  if (isHealthy(result)) return line('ok', '');
  return result.findings
    .map(({ code, count, where }) => {
      const shown = where.slice(0, EXAMPLES);
      const more = count > shown.length ? ` and more, ${count} in all` : '';
      return `${line('FINDING', `${code}: ${shown.join('; ')}${more}`)}\n${' '.repeat(MARK_WIDTH)}do: ${CODES[code]}`;
    })
    .join('\n');
}

/** The same for programs. */
export function json(at: Date, results: readonly Result[]): string {
  const checks = results.map(result => {
    const { check, milliseconds } = result;
    if ('why' in result) return { check, result: 'not-seen', why: result.why, milliseconds };
    const findings = result.findings.map(found => ({
      ...found,
      where: found.where.slice(0, EXAMPLES),
      todo: CODES[found.code],
    }));
    return { check, result: findings.length === 0 ? 'ok' : 'finding', findings, milliseconds };
  });
  return JSON.stringify({ at: at.toISOString(), healthy: results.every(isHealthy), checks }, null, 2);
}
