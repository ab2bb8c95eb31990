import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A document as it was looked at; `GOLDEN=write` takes what is made now in its place, to be looked at again. */
export function golden(name: string, made: string): string {
  const path = join(__dirname, name);
  if (process.env.GOLDEN === 'write') writeFileSync(path, made);
  return readFileSync(path, 'utf8');
}
