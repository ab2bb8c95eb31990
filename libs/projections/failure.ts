/** The class of an error, and a database error's SQLSTATE: never its message, which may carry values. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = (error as { code?: unknown }).code;
  const name = error.name === 'Error' || error.name === 'error' ? error.constructor.name : error.name;
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? `${name} ${code}` : name;
}
