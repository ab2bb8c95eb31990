import type { BrowserContext, Page } from 'playwright-core';
import { PLANTED } from './people';

/** What browsers asked, said and kept: no other host, no report of the policy, no token and no value of anybody. */
export class Evidence {
  private readonly elsewhere = new Set<string>();
  private readonly reports: string[] = [];
  /** Where something was found that must not be there: the kind of place, and its text. */
  private readonly places: (readonly [kind: string, text: string])[] = [];

  watch(context: BrowserContext): void {
    context.on('request', request => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') this.elsewhere.add(hostname);
      this.places.push(['address', decoded(request.url())]);
    });
    context.on('console', message => {
      if (/Content Security Policy/.test(message.text())) this.reports.push(message.text().slice(0, 200));
      this.places.push(['report', message.text()]);
    });
    context.on('weberror', error => this.places.push(['report', error.error().stack ?? '']));
  }

  /** What a browser holds when a visit ends. */
  async collect(page: Page): Promise<void> {
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    this.places.push(['storage', kept], ['title', await page.title()], ['address', decoded(page.url())]);
  }

  judge(holds: (what: string, whether: boolean, why?: string) => void, log: string): void {
    holds('no other host is asked', this.elsewhere.size === 0, [...this.elsewhere].join(', '));
    holds('the policy has nothing to report', this.reports.length === 0, this.reports[0]);
    const all = [...this.places, ['log', log] as const];
    for (const kind of ['address', 'storage', 'title', 'report', 'log']) {
      const texts = all.filter(([of]) => of === kind).map(([, text]) => text);
      // The beginning of every JSON Web Token.
      const found = [...PLANTED, 'eyJ'].filter(value => texts.some(text => text.includes(value)));
      holds(`no token and no value is in a ${kind}`, found.length === 0, found.join(', '));
      holds(`what is kept was looked through: ${kind}`, kind === 'report' || texts.join('') !== '');
    }
  }
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address.replaceAll('+', ' '));
  } catch {
    return address;
  }
}
