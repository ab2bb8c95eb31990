import { within } from './within';

/** A check throws or rejects when its part cannot serve. */
export type Check = () => Promise<void> | void;

/** What is wrong and does not keep this process from serving: a code, with ids, times and sizes. */
export type Warning = Readonly<Record<string, string>> & { readonly code: string };

/** Whether this process lives, and whether it should be sent requests. Parts register their checks. */
export class Health {
  private readonly checks = new Map<string, Check>();
  private readonly watches: (() => Promise<readonly Warning[]>)[] = [];
  /** From here on: not ready, and no new command. */
  stopping = false;

  register(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** Adds something that operators are told of, whatever else is said. */
  watch(watch: () => Promise<readonly Warning[]>): void {
    this.watches.push(watch);
  }

  /** What operators are told of now. A watch that fails tells nothing: a check says why. */
  async warnings(): Promise<Warning[]> {
    const told = await Promise.all(this.watches.map(watch => watch().catch(() => [])));
    return told.flat();
  }

  /** Names of the checks that fail now. */
  async failing(): Promise<string[]> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => ((await passes(check)) ? [] : [name])),
    );
    return results.flat();
  }
}

async function passes(check: Check): Promise<boolean> {
  try {
    await within(check);
    return true;
  } catch {
    return false;
  }
}
