import { readFileSync } from 'node:fs';
import { VARIABLES, type Variable, type VariableName } from './variables';

/** Where the name of such a variable has this at its end, its value is the path of a file that holds the value. */
const FILE = '_FILE';
const IN_FILES: ReadonlySet<string> = new Set(
  VARIABLES.filter((variable: Variable) => variable.secret).map(({ name }) => name),
);

/** Reads single variables and gathers what is wrong with them. An empty variable counts as not set. */
export class Settings {
  readonly problems: string[] = [];

  constructor(private readonly environment: Readonly<Record<string, string | undefined>>) {}

  problem(text: string): void {
    if (!this.problems.includes(text)) this.problems.push(text);
  }

  text(name: VariableName): string | undefined {
    const text = this.environment[name]?.trim() || undefined;
    const file = IN_FILES.has(name) ? this.environment[name + FILE]?.trim() : undefined;
    if (!file) return text;
    if (text !== undefined) {
      this.problem(`${name} and ${name}${FILE} are both set: set one of them.`);
      return text;
    }
    try {
      const read = readFileSync(file, 'utf8').trim();
      if (read) return read;
      this.problem(`${name}${FILE} names an empty file.`);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      this.problem(`${name}${FILE} names a file that cannot be read: ${code}.`);
    }
    return undefined;
  }

  has(name: VariableName): boolean {
    return this.text(name) !== undefined;
  }

  whole(name: VariableName, least: number, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    this.problem(`${name} must be a whole number from ${least} to ${most}.`);
    return undefined;
  }

  oneOf<const T extends string>(name: VariableName, values: readonly T[], otherwise: T): T {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const found = values.find(value => value === text);
    if (found === undefined) this.problem(`${name} must be one of ${values.join(', ')}.`);
    return found ?? otherwise;
  }

  /** Never repeats the value: it can hold a password. */
  url(name: VariableName, protocols: readonly string[]): URL | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && protocols.includes(url.protocol)) return url;
    this.problem(
      `${name} must be an address that begins with ${protocols.map(protocol => `${protocol}//`).join(' or ')}.`,
    );
    return undefined;
  }
}
