import type { Locator } from 'playwright-core';
import type { Findings } from './findings';
import type { Visit } from './visit';

/** A page has fewer stops than this. */
const STOPS = 120;
const FOCUSED = `(() => {
  const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
  return document.activeElement !== document.body && (outlineStyle !== 'none' || boxShadow !== 'none');
})()`;

/** Hands that know no mouse: from stop to stop, and every stop they use is seen. */
export class Keyboard {
  private unseen = 0;

  constructor(
    private readonly found: Findings,
    private readonly visit: Visit,
  ) {}

  /** @throws Error where Tab does not come to it */
  async to(target: Locator): Promise<void> {
    const { page } = this.visit;
    await target.first().waitFor();
    for (let stop = 0; stop < STOPS; stop++) {
      if ((await target.first().and(page.locator(':focus')).count()) > 0) {
        if (!(await page.evaluate<boolean>(FOCUSED))) this.unseen += 1;
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not come to ${String(target)}`);
  }

  async press(target: Locator, key = 'Enter'): Promise<void> {
    await this.to(target);
    await this.visit.page.keyboard.press(key);
  }

  /** Picks an option of a list by the beginning of its name. */
  async pick(target: Locator, name: string): Promise<void> {
    const { page } = this.visit;
    await this.press(target);
    await page.getByRole('option').first().waitFor();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
  }

  /** Holds that each stop that was used could be seen. */
  judge(): void {
    this.found.holds('the keyboard’s place is seen at every stop', this.unseen === 0, String(this.unseen));
  }
}
