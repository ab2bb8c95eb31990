import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Evidence } from './evidence';
import { Looks } from './looks';

/** What a run found so far, and what every browser of it left behind. */
export class Findings {
  passed = 0;
  readonly failures: string[] = [];
  readonly evidence = new Evidence();
  readonly looks = new Looks();
  /** As a browser runs it: by its own text. */
  readonly axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

  /** Codes of the API, of which a page shows none. */
  codes: ReadonlySet<string> = new Set();

  /**
   * @param out where pictures and prints go; nowhere where it is not given
   * @param tell takes what was found wrong
   */
  constructor(
    readonly url: string,
    private readonly out?: string,
    private readonly tell: (failure: string) => void = failure => void process.stdout.write(`✗ ${failure}\n`),
  ) {}

  readonly holds = (what: string, whether: boolean, why = ''): void => {
    if (whether) this.passed += 1;
    else this.failed(`${what}${why && `: ${why}`}`);
  };

  failed(what: string): void {
    this.failures.push(what);
    this.tell(what);
  }

  path(name: string): string | undefined {
    return this.out === undefined ? undefined : join(this.out, name);
  }

  async picture(page: Page, name: string): Promise<void> {
    const path = this.path(`${name}.png`);
    if (path !== undefined) await page.screenshot({ path, fullPage: true });
  }
}
