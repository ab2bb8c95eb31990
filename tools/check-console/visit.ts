import type { BrowserContext, Download, Locator, Page, Response } from 'playwright-core';
import { codesOf } from './codes';
import type { Findings } from './findings';

/** Longer than this nothing of the page takes, however busy the machine. */
const PATIENCE_MS = 30_000;

/** Texts that are seen, but for what somebody typed, and what is meant for a machine. */
const TEXTS = `(() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const within = walker.currentNode.parentElement;
    if (!within.closest('bdi, code, pre, textarea') && within.checkVisibility()) texts.push(walker.currentNode.data);
  }
  return texts;
})()`;

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** A browser at the page, as one person uses it, in Dutch. */
export class Visit {
  private readonly sizes: Promise<number>[] = [];

  constructor(
    private readonly found: Findings,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    context.setDefaultTimeout(PATIENCE_MS);
  }

  /** Takes note of all that this browser asks and says. */
  watched(): this {
    this.found.evidence.watch(this.context);
    this.context.on('response', response => {
      if (response.url().includes('/console/assets/')) this.sizes.push(sizeOf(response));
    });
    return this;
  }

  /** The same person in another tab. */
  inTab(page: Page): Visit {
    return new Visit(this.found, this.context, page);
  }

  /** Bytes of the page's files, as they came over the wire, once no more come. */
  async received(): Promise<number> {
    await this.page.waitForLoadState('networkidle');
    return (await Promise.all(this.sizes)).reduce((sum, size) => sum + size, 0);
  }

  /** Signs in as a persona of the development issuer. */
  async signIn(sub: string, path = '/console'): Promise<void> {
    await this.go(path);
    await this.page.locator('main.welcome button.main').click();
    await this.page.getByRole('button', { name: sub }).click();
    await this.page.waitForURL(address => address.pathname.startsWith(path.split('?')[0]!));
    await this.heading();
  }

  async go(path: string): Promise<void> {
    await this.page.goto(this.found.url + path);
  }

  /** Comes to an address as a link of the page does: what is in its memory stays. */
  async follow(path: string): Promise<void> {
    await this.page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`);
  }

  /** Loads the page anew in a language and a theme. */
  async prefer(preferences: {
    readonly language: 'nl' | 'fr' | 'en';
    readonly theme?: 'light' | 'dark';
  }): Promise<void> {
    const text = JSON.stringify(JSON.stringify(preferences));
    await this.page.evaluate(`localStorage.setItem('inzage.preferences', ${text})`);
    await this.page.reload();
    await this.heading();
  }

  /**
   * {@link accessible} in three languages, both themes and both widths; then as before.
   * @param again what a page that is loaded anew is asked first
   */
  async accessibleElsewhere(what: string, again = async (): Promise<void> => undefined): Promise<void> {
    const before = this.page.viewportSize()!;
    for (const language of ['fr', 'en', 'nl'] as const) {
      await this.prefer({ language });
      await again();
      for (const colorScheme of ['light', 'dark'] as const) {
        await this.page.emulateMedia({ colorScheme });
        for (const width of [1280, 360]) {
          await this.page.setViewportSize({ width, height: 900 });
          await this.accessible(`${what}, ${language}, ${colorScheme}, ${width}`);
        }
      }
      await this.picture(`${what.replaceAll(' ', '-')}-${language}`);
    }
    await this.page.emulateMedia({ colorScheme: null });
    await this.page.setViewportSize(before);
  }

  async heading(): Promise<void> {
    await this.page.locator('h1').first().waitFor();
  }

  async shows(text: string | RegExp): Promise<boolean> {
    const found = this.page.getByText(text).first();
    return found.waitFor().then(
      () => true,
      () => false,
    );
  }

  async press(name: string, within: Page | Locator = this.page): Promise<void> {
    await within.getByRole('button', { name, exact: true }).click();
  }

  /** Says for what one looks, where it is asked. */
  async purpose(name = 'data-subject-request'): Promise<void> {
    await this.page.locator('.card .select').click();
    await this.page.locator(`[role="option"][data-key="${name}"]`).click();
  }

  async choose(label: string, option: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await field(within, label).locator('.select').click();
    await this.page.getByRole('option', { name: option }).first().click();
  }

  /** Fills in what has a name. */
  async fill(values: Readonly<Record<string, string>>, within: Page | Locator = this.page): Promise<void> {
    for (const [name, text] of Object.entries(values))
      await within.locator(`input[name="${name}"], textarea[name="${name}"]`).fill(text);
  }

  /** Opens an action and fills it in. @returns its dialog */
  async open(
    label: string,
    fill: (dialog: Locator) => Promise<void> = async () => undefined,
  ): Promise<Locator> {
    await this.press(label);
    const dialog = this.page.getByRole('dialog', { name: label });
    await dialog.waitFor();
    await fill(dialog);
    return dialog;
  }

  /** Tries what an open dialog would do. @returns what the page says would come of it, or why it does not go */
  async tryOut(dialog: Locator): Promise<string> {
    await this.press('Eerst proefdraaien', dialog);
    const said = dialog.locator('.notice');
    await said.last().waitFor();
    return (await said.allInnerTexts()).join('\n');
  }

  /** An action from its button to its end: filled in, tried, carried out. @returns what the try said */
  async act(label: string, fill?: (dialog: Locator) => Promise<void>): Promise<string> {
    const dialog = await this.open(label, fill);
    const said = await this.tryOut(dialog);
    await this.carryOut(dialog);
    return said;
  }

  async carryOut(dialog: Locator): Promise<void> {
    await dialog.getByRole('button', { name: /^Uitvoeren/ }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** The file that a press brings. */
  async file(press: () => Promise<void>): Promise<{ readonly name: string; readonly text: string }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), press()]);
    return { name: download.suggestedFilename(), text: (await content(download)).toString('utf8') };
  }

  async picture(name: string): Promise<void> {
    const path = this.found.path(`${name}.png`);
    if (path !== undefined) await this.page.screenshot({ path, fullPage: true });
  }

  async print(name: string): Promise<void> {
    const path = this.found.path(`${name}.pdf`);
    if (path !== undefined) await this.page.pdf({ path, format: 'A4' });
  }

  /** No serious or critical finding of axe-core on what is shown now (WCAG 2.2 A and AA), and nothing wider than the screen. */
  async accessible(what: string): Promise<void> {
    await this.page.locator('.loading').first().waitFor({ state: 'detached' });
    // The policy holds for what the page does; what looks at it from outside is let through.
    await this.page.evaluate(this.found.axe);
    const found = await this.page.evaluate<readonly Violation[]>(
      // What a screen reader is told just now goes away by itself.
      "axe.run({ exclude: ['[data-live-announcer]'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(r => r.violations)",
    );
    const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const said = grave.map(({ id, nodes }) => `${id} (${nodes[0]?.html.slice(0, 120) ?? ''})`).join('; ');
    this.found.holds(`${what} is accessible`, grave.length === 0, said);
    const wide = await this.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    this.found.holds(`${what} fits its width`, Number(wide) <= 1, `${String(wide)} px too wide`);
    // On a narrow screen a row is a card: nothing of it stands beyond an edge.
    const cut = await this.page.evaluate(
      "innerWidth > 400 ? 0 : [...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length",
    );
    this.found.holds(`${what} cuts nothing off`, cut === 0, `${String(cut)} tables`);
    const raw = codesOf(await this.page.evaluate<readonly string[]>(TEXTS), this.found.codes);
    this.found.holds(`${what} says all in words`, raw.length === 0, raw.join(', '));
  }

  async leave(): Promise<void> {
    if (this.page.url().startsWith('http')) await this.found.evidence.collect(this.page);
    await this.context.close();
  }
}

/** What one fills in under a label. */
function field(within: Page | Locator, label: string): Locator {
  const page = 'page' in within && typeof within.page === 'function' ? within.page() : (within as Page);
  return within
    .locator('.field')
    .filter({ has: page.getByText(label, { exact: true }) })
    .first();
}

async function content(download: Download): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function sizeOf(response: Response): Promise<number> {
  // Of a page that was left meanwhile nothing more comes.
  const failed = await response.finished().catch((error: unknown) => error);
  return failed ? 0 : (await response.request().sizes()).responseBodySize;
}
