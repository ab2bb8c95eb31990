import { setTimeout as delay } from 'node:timers/promises';
import type { Locator, Page, Request } from 'playwright-core';
import { beyond, codesOn, draggedOn, graveOn, lostBySpacing } from './faults';
import type { Findings } from './findings';
import { Keyboard } from './keyboard';
import { LIGHTS, Looks, type Language, type Light } from './looks';

/** The narrowest screen: 1280 pixels at 400 % (WCAG 2.2, 1.4.10). */
const NARROWEST = 320;
const HEIGHT = 900;
/** Until it is looked at what is on its way all the same: something in between holds it up. */
const PATIENCE_MS = 10_000;
/** Between two looks at what may change yet. */
const STILL_MS = 100;
const SHOWN = `({
  language: document.documentElement.lang,
  theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
  width: innerWidth,
  open: document.querySelector('[role=dialog], [role=listbox]') !== null,
})`;
const WITHIN = "document.querySelector('[role=dialog]')?.contains(document.activeElement) === true";

/** Shows all that is folded away, or folds that away again. */
const UNFOLD = `document.querySelectorAll('details:not([open])').forEach(each => {
  each.open = true;
  each.dataset.folded = '';
})`;
const FOLD = `document.querySelectorAll('[data-folded]').forEach(each => {
  each.open = false;
  delete each.dataset.folded;
})`;

/** In which light a page is, and whether a dialog or a list is open over it. */
type Shown = Light & { readonly open: boolean };

/** What opens a dialog, by what it is called. */
const OPENERS = 'button[aria-haspopup="dialog"]';

/** A page, as it is looked at by everybody whom it may not leave out (WCAG 2.2 A and AA). In Dutch, unless it says otherwise. */
export class Accessibility {
  private readonly under = new Set<Request>();
  private theme: Light['theme'] | null = null;

  constructor(
    private readonly found: Findings,
    private readonly page: Page,
  ) {
    page.on('request', request => this.under.add(request));
    const over = (request: Request): boolean => this.under.delete(request);
    page.on('requestfinished', over).on('requestfailed', over);
  }

  /** Until nothing is on its way, and all that came is shown. */
  async settled(): Promise<void> {
    const give = Date.now() + PATIENCE_MS;
    do {
      await this.page.locator('.loading').first().waitFor({ state: 'detached' });
      const answers = [...this.under].map(request => request.response().catch(() => null));
      await Promise.race([Promise.all(answers), delay(give - Date.now(), undefined, { ref: false })]);
      // What has come is shown two tasks later.
      await this.page.evaluate('new Promise(shown => setTimeout(() => setTimeout(shown)))');
    } while (this.under.size > 0 && Date.now() < give);
  }

  /** What is shown now, and every dialog that it offers and that was not open before. */
  async here(what: string): Promise<void> {
    await this.look(what);
    await this.dialogs();
  }

  /** What is shown now in every light, on the narrowest screen, with text set apart, from stop to stop, and part by part. */
  async everywhere(what: string): Promise<void> {
    const name = what.replaceAll(' ', '-');
    await this.parts();
    await this.page.evaluate(UNFOLD);
    await this.state('with all that is folded away');
    await this.page.evaluate(FOLD);
    for (const light of LIGHTS)
      await this.in(light, async () => {
        const { language, theme, width } = light;
        await this.here(`${what}, ${language}, ${theme}, ${width}`);
        if (theme === 'light') await this.spaced(`${what}, ${language}, ${width}`);
        if (language === 'nl') await this.found.picture(this.page, `${name}-nl-${theme}-${width}`);
      });
    for (const language of ['nl', 'fr', 'en'] as const)
      await this.in({ language, theme: 'light', width: NARROWEST }, async () =>
        this.none(`${what} fits ${NARROWEST} pixels, ${language}`, await beyond(this.page)),
      );
    await this.undragged(what);
    await new Keyboard(this.found, this.page).walk(what);
  }

  /** What an action of a story has come to: looked at once, in the light whose turn it is. */
  async state(name: string): Promise<void> {
    await this.settled();
    const light = this.found.looks.turn(`${this.view} › ${name}`);
    if (!light) return;
    await this.in(light, () => this.look(`${this.view} › ${name}`));
    await this.dialogs();
  }

  private get view(): string {
    return Looks.routeOf(this.page.url());
  }

  private none(what: string, faults: readonly string[]): void {
    this.found.holds(what, faults.length === 0, faults.join('; '));
  }

  private async look(what: string): Promise<void> {
    await this.settled();
    this.none(`${what} is accessible`, [
      ...(await graveOn(this.page, this.found.axe)),
      ...(await beyond(this.page)),
    ]);
    // The development issuer's page tells roles as they are: it is for who develops.
    if (this.page.url().startsWith(this.found.url))
      this.none(`${what} says all in words`, await codesOn(this.page, this.found.codes));
    const { open, ...light } = await this.page.evaluate<Shown>(SHOWN);
    if (!open) this.found.looks.saw(this.page.url(), light);
    await this.found.evidence.collect(this.page);
  }

  private async undragged(what: string): Promise<void> {
    this.none(`${what} needs no dragging`, await draggedOn(this.page));
  }

  private async spaced(what: string): Promise<void> {
    this.none(`${what} loses nothing where text is set apart`, await lostBySpacing(this.page));
  }

  /** Does something in a light; then all is as it was. */
  private async in({ language, theme, width }: Light, look: () => Promise<void>): Promise<void> {
    const [size, before] = [this.page.viewportSize()!, this.theme];
    await this.speak(language);
    await this.paint(theme);
    await this.page.setViewportSize({ width, height: HEIGHT });
    // What follows the width of the screen has followed it by the next frame but one.
    await this.page.evaluate(
      'new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))',
    );
    await look();
    await this.page.setViewportSize(size);
    await this.paint(before);
    await this.speak('nl');
  }

  private async paint(colorScheme: Light['theme'] | null): Promise<void> {
    this.theme = colorScheme;
    await this.page.emulateMedia({ colorScheme });
  }

  /** Chooses a language as another tab does: what is shown stays. */
  private async speak(language: Language): Promise<void> {
    await this.page.evaluate(`(() => {
      const [key, newValue] = ['inzage.preferences', JSON.stringify({ language: '${language}' })];
      if (document.documentElement.lang === '${language}') return;
      localStorage.setItem(key, newValue);
      dispatchEvent(new StorageEvent('storage', { key, newValue }));
    })()`);
  }

  /** Each part that is offered, one shown at a time; then the one that was. */
  private async parts(): Promise<void> {
    const tabs = this.page.getByRole('tab');
    const chosen = this.page.getByRole('tab', { selected: true });
    const names = await tabs.allInnerTexts();
    if (names.length === 0) return;
    const before = await chosen.innerText();
    const show = async (name: string): Promise<void> => {
      await this.page.getByRole('tab', { name, exact: true }).click();
      await this.settled();
    };
    for (const name of names) {
      await show(name);
      await this.state(name);
    }
    await show(before);
  }

  /** Opens each dialog that is offered and was not open before, by keyboard. */
  private async dialogs(): Promise<void> {
    const { language, open } = await this.page.evaluate<Shown>(SHOWN);
    if (language !== 'nl' || open) return;
    const isNew = (name: string): boolean => !this.found.looks.knows(`${this.view} › ${name}, by keyboard`);
    const openers = this.page.locator(OPENERS);
    if (!(await openers.allTextContents()).some(isNew)) return;
    for (const [index, name] of (await this.still(openers)).entries()) {
      const light = this.found.looks.turn(`${this.view} › ${name}, by keyboard`);
      if (light) await this.opened(openers.nth(index), name, light);
    }
  }

  /** What an answer changes is shown a little after it came. @returns what is told, once it stays the same */
  private async still(told: Locator): Promise<readonly string[]> {
    for (let before = await told.allTextContents(); ;) {
      await delay(STILL_MS);
      await this.settled();
      const now = await told.allTextContents();
      if (now.join() === before.join()) return now;
      before = now;
    }
  }

  /** The keyboard goes into a dialog, Escape closes it, and the keyboard comes back to what opened it (WCAG 2.2, 2.1.2, 2.4.3). */
  private async opened(opener: Locator, name: string, light: Light): Promise<void> {
    const { page } = this;
    const what = `${this.view} › ${name}`;
    const dialog = page.getByRole('dialog');
    await page.evaluate(UNFOLD);
    await opener.focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.waitForFunction(WITHIN, undefined, { timeout: 5_000 }).catch(() => undefined);
    this.found.holds(`${what}: the keyboard goes into the dialog`, await page.evaluate<boolean>(WITHIN));
    await this.in(light, () => this.look(what));
    await this.undragged(what);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const back = opener.and(page.locator(':focus')).waitFor({ timeout: 5_000 });
    this.found.holds(`${what}: the keyboard comes back to what opened it`, await back.then(yes, no));
    await page.evaluate(FOLD);
  }
}

const yes = (): boolean => true;
const no = (): boolean => false;
