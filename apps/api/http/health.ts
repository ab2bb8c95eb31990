import { within } from './within';

/** A check throws or rejects when its part cannot serve. */
export type Check = () => Promise<void> | void;

/** Whether this process lives, and whether it should be sent requests. Parts register their checks. */
export class Health {
  private readonly checks = new Map<string, Check>();
  /** From here on: not ready, and no new command. */
  stopping = false;

  register(name: string, check: Check): void {
    this.checks.set(name, check);
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
