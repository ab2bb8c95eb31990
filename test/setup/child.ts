import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of its own that runs a TypeScript file of this repository and answers one message with one message. */
export class Child {
  readonly #ended: Promise<string>;

  private constructor(private readonly process: ChildProcess) {
    this.#ended = once(process, 'exit').then(([code, signal]) => String(code ?? signal));
  }

  /** @param file absolute path of a script that calls `serve` */
  static start(file: string, ...args: readonly string[]): Child {
    return new Child(
      fork(file, args, { execArgv: ['-r', join(__dirname, 'register.cjs')], stdio: 'inherit' }),
    );
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Sends a message and waits for its answer. Rejects when the process ends before. */
  async ask<A>(message: object): Promise<A> {
    const listening = new AbortController();
    const answer = once(this.process, 'message', { signal: listening.signal });
    const ended = this.#ended.then(how => {
      listening.abort();
      throw new Error(`the child process ended: ${how}`);
    });
    this.process.send(message);
    const [told] = (await Promise.race([answer, ended])) as [{ answer?: A; error?: string }];
    if (told.error !== undefined) throw new Error(told.error);
    return told.answer as A;
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  async stop(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#ended;
  }
}

/** The other side, in the child: answers each message by what `act` returns, one at a time. */
export function serve<M>(act: (message: M) => Promise<unknown>): void {
  let before = Promise.resolve();
  process.on('message', (message: M) => {
    before = before.then(async () => {
      try {
        process.send!({ answer: await act(message) });
      } catch (error) {
        process.send!({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    });
  });
  process.on('disconnect', () => process.exit());
}
