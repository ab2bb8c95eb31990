/** What was opened, to be closed in reverse order: each thing before what it stands on. */
export class Opened {
  private readonly closers: (() => Promise<void> | void)[] = [];

  /** Keeps what was opened together with how it is closed. */
  with<T>(opened: T, close: () => Promise<void> | void): T {
    this.closers.push(close);
    return opened;
  }

  /** Once; again does nothing. */
  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }
}
