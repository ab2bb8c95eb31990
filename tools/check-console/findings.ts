import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Evidence } from './evidence';

/** What a run found so far, and what every browser of it left behind. */
export class Findings {
  passed = 0;
  failures = 0;
  readonly evidence = new Evidence();
  /** As a browser runs it: by its own text. */
  readonly axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

  /** Codes of the API, of which a page shows none. */
  codes: ReadonlySet<string> = new Set();

  /** @param out where pictures and prints go; nowhere where it is not given */
  constructor(
    readonly url: string,
    private readonly out: string | undefined,
  ) {}

  holds(what: string, whether: boolean, why = ''): void {
    if (whether) this.passed += 1;
    else this.failed(`${what}${why && `: ${why}`}`);
  }

  failed(what: string): void {
    this.failures += 1;
    process.stdout.write(`✗ ${what}\n`);
  }

  path(name: string): string | undefined {
    return this.out === undefined ? undefined : join(this.out, name);
  }
}
