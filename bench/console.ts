import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import { asSuperuser, importCustomers, projected } from './bulk';
import { median } from './cpu';
import { judged, said } from './goals';
import { counts } from './register/growth';
import { fillLog, TEMPLATE_CUSTOMERS } from './register/fill';
import { serviceToken, type Service } from './service';

export interface On {
  readonly service: Service;
  readonly postgres: EmbeddedPostgres;
  readonly say: (line: string) => void;
}

const BROWSER = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** How many times slower the CPU of the first view is made. */
const SLOWED = 4;
const FIRST_VIEWS = 7;
const PAGES = 300;
/** Rows that are scrolled through. */
const ROWS = 10_000;
/** Share of the time after which what is kept for a while is kept: from then on memory is to stay as it is. */
const WARM = 0.2;
const SAMPLES = 20;

const CONSOLE_GOALS = [
  { of: 'firstViewMs', atMost: 1_500 },
  { of: 'registerPageMs.p99', atMost: 300 },
  { of: 'scrolling.longestFrameMs', atMost: 50 },
  { of: 'memory.grownShare', atMost: 0.1 },
];

/**
 * The page in a real browser on a register of so many entries: how long until its first view, until a page of the register,
 * how long a frame takes while one scrolls, and what memory it takes while one pages on.
 */
export async function consoleSpeed(
  on: On,
  { entries, minutes }: { readonly entries: number; readonly minutes: number },
): Promise<object> {
  if (!existsSync(BROWSER)) throw new Error(`there is no browser at ${BROWSER}: CHROMIUM names one`);
  await filled(on, entries);
  const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
  try {
    const first = await firstViews(browser, on.service.api.url);
    on.say(`first view, CPU slowed ${SLOWED} times: ${first.join(', ')} ms`);
    const page = await signedIn(browser, on.service.api.url);
    await toRegister(page);
    const pages = await paged(page);
    on.say(`page of the register: p50 ${pages.p50} ms, p99 ${pages.p99} ms`);
    const scrolling = await scrolled(page);
    on.say(`scrolling ${scrolling.rows} rows: longest frame ${scrolling.longestFrameMs} ms`);
    await page.evaluate("history.pushState(null, '', '/console/register')");
    await page.locator('tr[aria-rowindex]').first().waitFor({ state: 'detached' });
    const memory = await memoryOver(page, minutes, on.say);
    const result = { firstViewMs: median(first), registerPageMs: pages, scrolling, memory };
    const goals = judged(result, CONSOLE_GOALS);
    for (const each of goals) on.say(said(each));
    return { entries, minutes, ...result, goals };
  } finally {
    await browser.close();
  }
}

async function filled({ service, postgres, say }: On, entries: number): Promise<void> {
  await importCustomers(service.api.url, await serviceToken(service.issuer), TEMPLATE_CUSTOMERS);
  await projected(postgres.urls.owner);
  const url = asSuperuser(postgres);
  const [template, made] = await counts(url);
  if (made >= entries) return;
  say(`copies until the register has ${entries} entries …`);
  await service.projector.stop();
  await fillLog(url, template, Math.ceil((entries / made) * template));
  await service.startProjector();
  await projected(postgres.urls.owner);
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/console`);
  await page.locator('main.welcome button.main').click();
  await page.getByRole('button', { name: 'olivia.officer' }).click();
  await page.locator('.card').first().waitFor();
}

async function signedIn(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'nl-BE' })).newPage();
  page.setDefaultTimeout(60_000);
  await signIn(page, url);
  return page;
}

/** Milliseconds from the address to what is due today; nothing is cached but the sign-in at the issuer. */
async function firstViews(browser: Browser, url: string): Promise<number[]> {
  const signed = await signedIn(browser, url);
  const storageState = await signed.context().storageState();
  await signed.context().close();
  const times: number[] = [];
  for (let n = 0; n < FIRST_VIEWS; n++) {
    const context = await browser.newContext({ locale: 'nl-BE', storageState });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
    await page.addInitScript(
      `new MutationObserver((_, observer) => {
        if (!document.querySelector('main .card')) return;
        observer.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => {
          document.documentElement.setAttribute('data-first-view', performance.now());
        }));
      }).observe(document, { childList: true, subtree: true });`,
    );
    await page.goto(`${url}/console`);
    const seen = page.locator('html[data-first-view]');
    await seen.waitFor({ state: 'attached' });
    times.push(Math.round(Number(await seen.getAttribute('data-first-view'))));
    await context.close();
  }
  return times;
}

async function toRegister(page: Page): Promise<void> {
  await page.locator('nav a[href="/console/register"]').click();
  await page.locator('.card .select').click();
  await page.getByRole('option').first().click();
  await page.locator('tbody tr').first().waitFor();
}

/** In the page: presses what leads to older entries, and tells how long until they are painted. */
const NEXT_PAGE = `new Promise((done, fail) => {
  const link = [...document.querySelectorAll('.pager a')].at(-1);
  if (!link) return fail(new Error('there is no older page'));
  const first = document.querySelector('tbody tr')?.innerText + document.querySelector('tbody a')?.href;
  const began = performance.now();
  const over = () => document.querySelector('tbody tr')?.innerText + document.querySelector('tbody a')?.href !== first;
  const look = () => over() ? done(performance.now() - began) : requestAnimationFrame(look);
  link.click();
  requestAnimationFrame(look);
})`;

async function paged(page: Page): Promise<{ readonly p50: number; readonly p99: number }> {
  const times: number[] = [];
  for (let n = 0; n < PAGES; n++) times.push(Number(await page.evaluate(NEXT_PAGE)));
  times.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(times[Math.floor((times.length - 1) * share)]!);
  return { p50: at(0.5), p99: at(0.99) };
}

/** Scrolls on, a bit each frame, until so many rows have gone by. */
async function scrolled(page: Page): Promise<{ readonly rows: number; readonly longestFrameMs: number }> {
  await page.evaluate("history.pushState(null, '', '/console/register?rows=10000')");
  await page.locator('tr[aria-rowindex]').first().waitFor();
  const found = await page.evaluate<{ rows: number; longest: number }>(
    `new Promise(done => {
      let [last, longest, rows] = [performance.now(), 0, 0];
      const frame = now => {
        longest = Math.max(longest, now - last);
        last = now;
        // By the row that is last in the document; its index is told to screen readers.
        rows = Number([...document.querySelectorAll('tr[aria-rowindex]')].at(-1).ariaRowIndex) - 1;
        if (rows >= ${ROWS}) return done({ rows, longest });
        scrollBy(0, 400);
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    })`,
  );
  return { rows: found.rows, longestFrameMs: Math.round(found.longest) };
}

async function memoryOver(
  page: Page,
  minutes: number,
  say: (line: string) => void,
): Promise<{ readonly samplesMiB: readonly number[]; readonly grownShare: number }> {
  const devtools = await page.context().newCDPSession(page);
  const samplesMiB: number[] = [];
  const began = Date.now();
  for (let sample = 1; sample <= SAMPLES; sample++) {
    const until = began + (sample / SAMPLES) * minutes * 60_000;
    while (Date.now() < until) {
      await page.evaluate(NEXT_PAGE);
      await delay(50);
    }
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    samplesMiB.push(Math.round((usedSize / 2 ** 20) * 10) / 10);
    say(`  ${Math.round((Date.now() - began) / 1_000)} s: ${samplesMiB.at(-1)} MiB`);
  }
  const steady = samplesMiB.slice(Math.floor(SAMPLES * WARM));
  const half = Math.floor(steady.length / 2);
  const [before, after] = [median(steady.slice(0, half)), median(steady.slice(-half))];
  return { samplesMiB, grownShare: Math.round(((after - before) / before) * 100) / 100 };
}
