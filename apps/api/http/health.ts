/** A check throws or rejects when its part cannot serve. */
export type Check = () => Promise<void> | void;

const CHECK_TIMEOUT_MS = 2_000;

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
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([Promise.resolve().then(check), late]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
