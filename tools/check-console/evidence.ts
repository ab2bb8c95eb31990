import type { BrowserContext, Page } from 'playwright-core';
import { PLANTED } from './people';

/** All that a page can keep beyond itself: storages, what is beside an address in the history, its window's name, databases, caches, cookies. */
const KEPT = `(async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, history.state, window.name, document.cookie,
  await indexedDB.databases(), 'caches' in window ? await caches.keys() : [],
]))()`;

const KINDS = ['address', 'storage', 'title', 'report', 'log'] as const;
type Kind = (typeof KINDS)[number];

/** A text that somebody typed, and that tells nothing of anybody: a day, a moment, a pseudonym, a number. */
const PLAIN = /^[\d\s:T.,-]*$|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
/** Shorter ones are found in anything. */
const LONG = 8;

/** What browsers asked, said and kept: no other host, no report of the policy, no token and no value of anybody. */
export class Evidence {
  private readonly elsewhere = new Set<string>();
  private readonly reports: string[] = [];
  /** Texts where nothing of anybody may be, each once. */
  private readonly places: Readonly<Record<Kind, Set<string>>> = {
    address: new Set(),
    storage: new Set(),
    title: new Set(),
    report: new Set(),
    log: new Set(),
  };
  private readonly planted = new Set(PLANTED);
  private watches = false;

  watch(context: BrowserContext): void {
    this.watches = true;
    context.on('request', request => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') this.elsewhere.add(hostname);
      this.places.address.add(decoded(request.url()));
    });
    context.on('console', message => {
      if (/Content Security Policy/.test(message.text())) this.reports.push(message.text().slice(0, 200));
      this.places.report.add(message.text());
    });
    context.on('weberror', error => this.places.report.add(String(error.error().stack)));
  }

  /** Somebody typed it into a dialog: it is looked for from now on. */
  typed(text: string): void {
    const value = text.trim();
    if (value.length >= LONG && value.length < 300 && !PLAIN.test(value)) this.planted.add(value);
  }

  /** What a browser holds now. */
  async collect(page: Page): Promise<void> {
    const { address, storage, title } = this.places;
    storage.add(await page.evaluate<string>(KEPT));
    title.add(await page.title());
    address.add(decoded(page.url()));
  }

  /** @param log what the service said */
  judge(holds: (what: string, whether: boolean, why?: string) => void, log: string): void {
    holds('no other host is asked', this.elsewhere.size === 0, [...this.elsewhere].join(', '));
    holds('the policy has nothing to report', this.reports.length === 0, this.reports[0]);
    this.places.log.add(log);
    for (const kind of KINDS) {
      const text = [...this.places[kind]].join('\n');
      // The beginning of every JSON Web Token.
      const found = [...this.planted, 'eyJ'].filter(value => text.includes(value));
      holds(`no token and no value is in a ${kind}`, found.length === 0, found.join(', '));
      // Of reports there may be none: that they are noticed is shown where they are provoked.
      if (this.watches && kind !== 'report')
        holds(`what is kept was looked through: ${kind}`, text.trim() !== '');
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
