import type { Locator, Page } from 'playwright-core';
import type { Findings } from './findings';

/** A page has fewer stops than this. */
const STOPS = 150;
/** Places within one stop: day, month, year, hours, minutes and the calendar of a moment. */
const WITHIN = 7;

/** All that a keyboard has to come to. */
const REACHABLE = `[...document.querySelectorAll('a[href], button, input, textarea, summary, [tabindex]')].filter(each =>
  each.tabIndex >= 0 && !each.disabled && each.type !== 'hidden' && each.checkVisibility({ visibilityProperty: true }) &&
  each.closest('[inert], [aria-hidden="true"]') === null)`;

/**
 * Where the keyboard is: whether one sees it (WCAG 2.2, 2.4.7), and whether something else covers all of it (2.4.11), by points
 * of each line that it takes.
 */
const STOP = `(() => {
  const at = document.activeElement;
  const { outlineStyle, boxShadow } = getComputedStyle(at);
  const points = [...at.getClientRects()].flatMap(({ left, top, right, bottom }) => {
    const [l, t, r, b] = [Math.max(left, 0), Math.max(top, 0), Math.min(right, innerWidth), Math.min(bottom, innerHeight)];
    return [[(l + r) / 2, (t + b) / 2], [l + 2, t + 2], [r - 2, b - 2]];
  });
  return {
    at: ${REACHABLE}.indexOf(at),
    seen: at !== document.body && (outlineStyle !== 'none' || boxShadow !== 'none'),
    clear: points.some(([x, y]) => {
      const there = document.elementFromPoint(x, y);
      return there !== null && (at.contains(there) || there.contains(at));
    }),
    html: at.outerHTML.slice(0, 120),
  };
})()`;

interface Stop {
  /** Its place among all that is to be come to; -1: none of them. */
  readonly at: number;
  readonly seen: boolean;
  readonly clear: boolean;
  readonly html: string;
}

/** Hands that know no mouse: from stop to stop, and every stop is seen. */
export class Keyboard {
  constructor(
    private readonly found: Findings,
    private readonly page: Page,
  ) {}

  /** @throws Error where Tab does not come to it */
  async to(target: Locator): Promise<void> {
    await target.first().waitFor();
    for (let stop = 0; stop < STOPS; stop++) {
      if ((await target.first().and(this.page.locator(':focus')).count()) > 0) {
        const fault = faultOf(await this.stop());
        this.found.holds('the place of the keyboard is seen', fault === '', fault);
        return;
      }
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not come to ${String(target)}`);
  }

  async press(target: Locator, key = 'Enter'): Promise<void> {
    await this.to(target);
    await this.page.keyboard.press(key);
  }

  /** Picks an option of a list, going down from the first. */
  async pick(target: Locator, option: Locator): Promise<void> {
    const { page } = this;
    await this.press(target);
    await option.waitFor();
    await page.keyboard.press('Home');
    for (let at = 0; at < STOPS && (await option.and(page.locator(':focus')).count()) === 0; at++)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
  }

  /** Writes over what stands in a field; of a day, `2026-11-30`, its parts in the order of Belgium. */
  async write(target: Locator, text: string): Promise<void> {
    await this.to(target);
    const isDay = (await target.getAttribute('type')) === 'date';
    if (!isDay) await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.type(isDay ? text.split('-').reverse().join('') : text);
  }

  /** Through all of a page: no stop is missing, unseen or covered, and none holds the keyboard (WCAG 2.2, 2.1.1, 2.1.2). */
  async walk(what: string): Promise<void> {
    // Where a script or a mouse came to nothing is told.
    await this.page.locator('.skip').focus();
    for (const key of ['Tab', 'Shift+Tab']) await this.page.keyboard.press(key);
    const reached = new Set<number>();
    const faults = new Set<string>();
    let before = -1;
    for (let stays = 0; reached.size < STOPS && stays < WITHIN;) {
      const stop = await this.stop();
      if (stop.at < 0 || (stop.at !== before && reached.has(stop.at))) break;
      stays = stop.at === before ? stays + 1 : 0;
      before = stop.at;
      reached.add(stop.at);
      // The parts of a day are told by the browser itself.
      if (stays === 0) faults.add(faultOf(stop));
      await this.page.keyboard.press('Tab');
    }
    faults.delete('');
    const missed = await this.page.evaluate<string[]>(
      `${REACHABLE}.filter((_, at) => !${JSON.stringify([...reached])}.includes(at)).map(each => each.outerHTML.slice(0, 120))`,
    );
    this.found.holds(`${what}: the keyboard comes to all of it`, missed.length === 0, missed.join('; '));
    this.found.holds(`${what}: its place is seen at every stop`, faults.size === 0, [...faults].join('; '));
  }

  private stop(): Promise<Stop> {
    return this.page.evaluate<Stop>(STOP);
  }
}

/** What is wrong with where the keyboard is; nothing: an empty text. */
function faultOf({ seen, clear, html }: Stop): string {
  return seen && clear ? '' : `${html} is ${seen ? 'covered' : 'not told'}`;
}
