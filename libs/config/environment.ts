import { readFileSync } from 'node:fs';
import type { Variable } from './variable';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the name of such a variable has this at its end, its value is the path of a file that holds the value. */
const FILE = '_FILE';

/**
 * The texts of the variables that are set, by name; an empty one counts as not set.
 * @param problem told what is wrong with how a variable is set
 */
export function textsOf(
  environment: Environment,
  variables: readonly Variable[],
  problem: (text: string) => void,
): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { name, secret } of variables) {
    const text = environment[name]?.trim() || undefined;
    const file = secret ? environment[name + FILE]?.trim() || undefined : undefined;
    if (text !== undefined && file !== undefined)
      problem(`${name} and ${name}${FILE} are both set: set one of them.`);
    const value = text ?? (file === undefined ? undefined : fromFile(`${name}${FILE}`, file, problem));
    if (value !== undefined) texts[name] = value;
  }
  return texts;
}

function fromFile(name: string, file: string, problem: (text: string) => void): string | undefined {
  try {
    const read = readFileSync(file, 'utf8').trim();
    if (read) return read;
    problem(`${name} names an empty file.`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    problem(`${name} names a file that cannot be read: ${code}.`);
  }
  return undefined;
}
