import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Every view that an officer comes to without a person's name, by its address. */
export const VIEWS = [
  '/console',
  '/console/work',
  '/console/find',
  '/console/register',
  '/console/catalogue',
] as const;
const LANGUAGES = ['nl', 'fr', 'en'] as const;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 360] as const;
/** A first view may be so large, in bytes as they come over the wire. */
const BUDGET = 300_000;

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** A browser at the page, and what was held of it. */
export class Visit {
  passed = 0;
  failures = 0;
  private readonly elsewhere = new Set<string>();
  private readonly reports: string[] = [];
  private bytes = 0;
  private readonly axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

  private constructor(
    private readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly url: string,
    private readonly out: string | undefined,
  ) {
    context.on('request', request => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') this.elsewhere.add(hostname);
    });
    context.on('response', async response => {
      if (response.url().includes('/console/assets/'))
        this.bytes += (await response.request().sizes()).responseBodySize;
    });
    context.on('console', message => {
      if (/Content Security Policy/.test(message.text())) this.reports.push(message.text().slice(0, 200));
    });
  }

  static async begin(executablePath: string, url: string, out: string | undefined): Promise<Visit> {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    // The policy holds for what the page does; what looks at it from outside is let through.
    const context = await browser.newContext({ locale: 'nl-BE', viewport: { width: 1280, height: 900 } });
    return new Visit(browser, context, await context.newPage(), url, out);
  }

  holds(what: string, whether: boolean, why = ''): void {
    if (whether) this.passed += 1;
    else this.failed(`${what}${why && `: ${why}`}`);
  }

  failed(what: string): void {
    this.failures += 1;
    process.stdout.write(`✗ ${what}\n`);
  }

  /** Signs in as a persona of the development issuer. */
  async signIn(sub: string, path = '/console'): Promise<void> {
    await this.page.goto(this.url + path);
    await this.page.locator('main.welcome button.main').click();
    await this.page.getByRole('button', { name: sub }).click();
    await this.page.waitForURL(address => address.pathname.startsWith(path));
    await this.page.locator('h1').first().waitFor();
  }

  /** Whoever comes next has a browser of their own. */
  async forget(): Promise<void> {
    await this.context.clearCookies();
  }

  async picture(name: string): Promise<void> {
    if (this.out === undefined) return;
    await this.page.screenshot({ path: join(this.out, `${name}.png`), fullPage: true });
  }

  async print(name: string): Promise<void> {
    if (this.out !== undefined) await this.page.pdf({ path: join(this.out, `${name}.pdf`), format: 'A4' });
  }

  /** No serious or critical finding of axe-core on what is shown now (WCAG 2.2 A and AA). */
  async accessible(what: string): Promise<void> {
    await this.page.locator('.loading').first().waitFor({ state: 'detached' });
    await this.page.evaluate(this.axe);
    const found = await this.page.evaluate<readonly Violation[]>(
      "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(r => r.violations)",
    );
    const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const said = grave.map(({ id, nodes }) => `${id} (${nodes[0]?.html.slice(0, 120) ?? ''})`).join('; ');
    this.holds(`${what} is accessible`, grave.length === 0, said);
    const wide = await this.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    this.holds(`${what} fits its width`, Number(wide) <= 1, `${String(wide)} px too wide`);
  }

  /** Every view in three languages, two themes and two widths. */
  async everyView(): Promise<void> {
    for (const language of LANGUAGES)
      for (const theme of THEMES)
        for (const width of WIDTHS) {
          await this.page.evaluate(
            `localStorage.setItem('inzage.preferences', '${JSON.stringify({ language, theme })}')`,
          );
          await this.page.setViewportSize({ width, height: 900 });
          for (const view of VIEWS) {
            await this.page.goto(this.url + view);
            await this.page.locator('h1').first().waitFor();
            const name = `${view.split('/').pop()!}-${language}-${theme}-${width}`;
            await this.accessible(name);
            if (language === 'nl') await this.picture(name);
          }
        }
    await this.page.evaluate(
      'localStorage.setItem(\'inzage.preferences\', \'{"language":"nl","theme":"light"}\')',
    );
    await this.page.setViewportSize({ width: 1280, height: 900 });
  }

  /** What the browser holds after a visit: no token and no value of anybody. */
  async keepsNothing(values: readonly string[]): Promise<void> {
    const kept = String(
      await this.page.evaluate(
        'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.title, location.href])',
      ),
    );
    for (const value of [...values, 'eyJ'])
      this.holds(`the browser does not keep ${value}`, !kept.includes(value), kept);
  }

  firstView(): void {
    process.stdout.write(`first view: ${Math.round(this.bytes / 1_000)} kB\n`);
    this.holds(
      `the first view is within ${BUDGET} bytes`,
      this.bytes > 0 && this.bytes <= BUDGET,
      String(this.bytes),
    );
  }

  async end(): Promise<void> {
    this.holds('no other host is asked', this.elsewhere.size === 0, [...this.elsewhere].join(', '));
    this.holds('the policy has nothing to report', this.reports.length === 0, this.reports[0]);
    await this.browser.close();
  }
}
