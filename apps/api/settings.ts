import type { VariableName } from './variables';

/** Reads single variables and gathers what is wrong with them. An empty variable counts as not set. */
export class Settings {
  readonly problems: string[] = [];

  constructor(private readonly environment: Readonly<Record<string, string | undefined>>) {}

  problem(text: string): void {
    if (!this.problems.includes(text)) this.problems.push(text);
  }

  text(name: VariableName): string | undefined {
    return this.environment[name]?.trim() || undefined;
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
