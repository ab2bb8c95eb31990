import { chromium, type Browser } from 'playwright-core';
import { Client } from '../demo/client';
import type { Service } from '../demo/service';
import { codesIn } from './codes';
import { Findings } from './findings';
import { Visit, type Hands } from './visit';

/** A first view may be so large, in bytes as they come over the wire. */
const BUDGET = 300_000;

/** One run: a service, a browser, and who comes with it. */
export class Check extends Findings {
  private readonly visits: Visit[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly service: Service,
    readonly api: Client,
    out: string | undefined,
  ) {
    super(service.url, out);
  }

  static async begin(executablePath: string, service: Service, out: string | undefined): Promise<Check> {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--lang=nl-BE'] });
    const check = new Check(browser, service, await Client.of(service.url), out);
    check.codes = codesIn(await (await fetch(`${service.url}/openapi.json`)).json());
    return check;
  }

  /** A browser of somebody's own, in Dutch, with no session. */
  async browse(hands?: Hands, found: Findings = this): Promise<Visit> {
    const context = await this.browser.newContext({
      locale: 'nl-BE',
      viewport: { width: 1280, height: 900 },
      acceptDownloads: true,
      // Colours that go over to those of another theme are no colours to look at.
      reducedMotion: 'reduce',
    });
    const visit = new Visit(found, context, await context.newPage(), hands).watched();
    this.visits.push(visit);
    return visit;
  }

  /** A browser of a persona's own, signed in, at a page. */
  async visit(sub: string, path = '/console', hands?: Hands): Promise<Visit> {
    const visit = await this.browse(hands);
    await visit.signIn(sub, path);
    return visit;
  }

  /** Lets the browsers of a story go, and keeps what they held at its end. */
  async leave(): Promise<void> {
    for (const visit of this.visits.splice(0)) await visit.leave();
  }

  /** What the service has said so far. */
  said(): string {
    return this.service.said();
  }

  firstView(bytes: number): void {
    process.stdout.write(`first view: ${Math.round(bytes / 1_000)} kB\n`);
    this.holds(`the first view is within ${BUDGET} bytes`, bytes > 0 && bytes <= BUDGET, String(bytes));
  }

  /** What every browser of the story shows now. */
  async pictures(name: string): Promise<void> {
    for (const [n, visit] of this.visits.entries()) await visit.picture(`${name}-${n}`);
  }

  /** @param whole whether every story was told */
  async end(whole: boolean): Promise<void> {
    await this.leave();
    await this.browser.close();
    this.evidence.judge(this.holds, this.service.said());
    if (!whole) return;
    this.looks.judge(this.holds);
    process.stdout.write(`${this.looks.count}\n`);
  }
}
