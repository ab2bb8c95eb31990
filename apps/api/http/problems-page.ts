import { PROBLEMS, RULES } from '#libs/kernel';

/** docs/problems.md: the published list of codes. */
export function problemsPage(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, { status, title, next }]) => `| \`${code}\` | ${status} | ${title} | ${next} |`,
  );
  return `${[
    '# Problems',
    '',
    'Every refusal is a problem (RFC 9457, `application/problem+json`): `type` is `urn:inzage:problem:<code>`, `detail` says what to do next, `trace` finds the request in the logs, `errors` names places and rules, and `pointer` the refused part of a request of several. No answer repeats what was sent. The same list is at `GET /v1/problems`.',
    '',
    '| code | status | what | next |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Rules',
    '',
    '`errors` of a problem names a place of the request (`pointer`, a JSON Pointer into the body, or `parameter`) and the rule that is broken there:',
    '',
    '| rule | what |',
    '|---|---|',
    ...Object.entries(RULES).map(([rule, what]) => `| \`${rule}\` | ${what.replaceAll('|', '\\|')} |`),
  ].join('\n')}\n`;
}
