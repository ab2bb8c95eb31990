import type { BrowserContext, Download, Locator, Page, Response } from 'playwright-core';
import { Accessibility } from './accessibility';
import { Entries } from './entries';
import type { Findings } from './findings';
import { Keyboard } from './keyboard';
import { Looks } from './looks';

/** Longer than this nothing of the page takes, however busy the machine. */
const PATIENCE_MS = 30_000;

/** What somebody has at hand. */
export type Hands = 'mouse' | 'keyboard';

/** A browser at the page, as one person uses it, in Dutch: with a mouse, or by keyboard alone. */
export class Visit {
  private readonly sizes: Promise<number>[] = [];
  private readonly looked: Accessibility;
  /** What this person typed so far. */
  readonly entries = new Entries();
  private readonly keys: Keyboard | undefined;

  constructor(
    private readonly found: Findings,
    readonly context: BrowserContext,
    readonly page: Page,
    hands: Hands = 'mouse',
  ) {
    context.setDefaultTimeout(PATIENCE_MS);
    this.looked = new Accessibility(found, page);
    if (hands === 'keyboard') this.keys = new Keyboard(found, page);
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

  /** The same page by keyboard alone. */
  byKeyboard(): Visit {
    return new Visit(this.found, this.context, this.page, 'keyboard');
  }

  /** Bytes of the page's files, as they came over the wire, once no more come. */
  async received(): Promise<number> {
    await this.page.waitForLoadState('networkidle');
    return (await Promise.all(this.sizes)).reduce((sum, size) => sum + size, 0);
  }

  /** Signs in as a persona of the development issuer. */
  async signIn(sub: string, path = '/console'): Promise<void> {
    await this.go(path);
    await this.use(this.page.locator('main.welcome button.main'));
    await this.use(this.page.getByRole('button', { name: sub }));
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

  /** Presses what stands there. */
  async use(target: Locator): Promise<void> {
    if (this.keys) await this.keys.press(target);
    else await target.click();
  }

  async press(name: string, within: Page | Locator = this.page): Promise<void> {
    await this.use(within.getByRole('button', { name, exact: true }));
  }

  /** Ticks one of several. */
  async tick(target: Locator): Promise<void> {
    if (this.keys) await this.keys.press(target, 'Space');
    else await target.check();
  }

  /** Chooses a file. */
  async attach(target: Locator, path: string): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.use(target)]);
    await chooser.setFiles(path);
  }

  /** Says for what one looks, where it is asked. */
  async purpose(name = 'data-subject-request'): Promise<void> {
    await this.pick(
      this.page.locator('.card .select'),
      this.page.locator(`[role="option"][data-key="${name}"]`),
    );
  }

  async choose(label: string, option: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await this.pick(
      field(within, label).locator('.select'),
      this.page.getByRole('option', { name: option }).first(),
    );
  }

  private async pick(list: Locator, option: Locator): Promise<void> {
    if (this.keys) return this.keys.pick(list, option);
    await list.click();
    await this.looked.state('an open list');
    await option.click();
  }

  /** Fills in what has a name. */
  async fill(values: Readonly<Record<string, string>>, within: Page | Locator = this.page): Promise<void> {
    for (const [name, text] of Object.entries(values)) {
      const target = within.locator(`input[name="${name}"], textarea[name="${name}"]`);
      if (within !== this.page) await this.entered(name, text, target);
      await this.write(target, text);
    }
  }

  /** What was typed in an earlier step of the same process stands there already (WCAG 2.2, 3.3.7). */
  private async entered(name: string, text: string, target: Locator): Promise<void> {
    this.found.evidence.typed(text);
    const address = this.page.url();
    if (!this.entries.again(address, text)) return;
    const stands = (await target.inputValue()) === text;
    this.found.holds(`${Looks.routeOf(address)} does not ask twice for the same: ${name}`, stands);
  }

  async write(target: Locator, text: string): Promise<void> {
    if (this.keys) await this.keys.write(target, text);
    else await target.fill(text);
  }

  /** Opens an action and fills it in. @returns its dialog */
  async open(
    label: string,
    fill: (dialog: Locator) => Promise<void> = async () => undefined,
  ): Promise<Locator> {
    this.entries.begins(this.page.url());
    await this.press(label);
    const dialog = this.page.getByRole('dialog', { name: label });
    await dialog.waitFor();
    await this.looked.state(label);
    await fill(dialog);
    return dialog;
  }

  /** Tries what an open dialog would do. @returns what the page says would come of it, or why it does not go */
  async tryOut(dialog: Locator): Promise<string> {
    await this.press('Eerst proefdraaien', dialog);
    const said = dialog.locator('.notice');
    await said.last().waitFor();
    const text = (await said.allInnerTexts()).join('\n');
    const [label, answer] = [await dialog.locator('h2').first().innerText(), await said.last().innerText()];
    await this.looked.state(`${label}: ${beginningOf(answer)}`);
    return text;
  }

  /** An action from its button to its end: filled in, tried, carried out. @returns what the try said */
  async act(label: string, fill?: (dialog: Locator) => Promise<void>): Promise<string> {
    const dialog = await this.open(label, fill);
    const said = await this.tryOut(dialog);
    await this.carryOut(dialog);
    return said;
  }

  async carryOut(dialog: Locator): Promise<void> {
    const label = await dialog.locator('h2').first().innerText();
    await this.use(dialog.getByRole('button', { name: /^Uitvoeren/ }));
    await dialog.waitFor({ state: 'hidden' });
    await this.looked.state(`after ${label}`);
  }

  /** The file that a press brings. */
  async file(press: () => Promise<void>): Promise<{ readonly name: string; readonly text: string }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), press()]);
    return { name: download.suggestedFilename(), text: (await content(download)).toString('utf8') };
  }

  async picture(name: string): Promise<void> {
    await this.found.picture(this.page, name);
  }

  async print(name: string): Promise<void> {
    const path = this.found.path(`${name}.pdf`);
    if (path !== undefined) await this.page.pdf({ path, format: 'A4' });
  }

  /** No serious or critical finding of axe-core on what is shown now, and nothing wider than the screen. */
  accessible(what: string): Promise<void> {
    return this.looked.here(what);
  }

  /** The same in three languages, two themes and two widths, part by part, and by keyboard. */
  accessibleEverywhere(what: string): Promise<void> {
    return this.looked.everywhere(what);
  }

  settled(): Promise<void> {
    return this.looked.settled();
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

/** By what answers of a sort are told apart: how they begin, without what is counted in them. */
function beginningOf(answer: string): string {
  return answer.replaceAll(/\d+/g, '').split('\n')[0]!.slice(0, 60);
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
