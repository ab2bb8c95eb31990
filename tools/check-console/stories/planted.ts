import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Check } from '../check';
import { beyond, codesOn, draggedOn, graveOn, lostBySpacing } from '../faults';
import { Findings } from '../findings';
import { Keyboard } from '../keyboard';
import { Looks } from '../looks';
import { LEEN } from '../people';
import type { Visit } from '../visit';

/** The beginning of a token, as it would stand in a log. */
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9';
const TYPED_TWICE = 'GE.20.99.77';

/** Adds an element to what is shown, by the way that the policy lets a script go. */
function element(tag: string, style: Readonly<Record<string, string>>, text = '', name = ''): string {
  return `(() => {
    const planted = Object.assign(document.createElement('${tag}'), { className: 'planted ${name}', textContent: '${text}' });
    Object.assign(planted.style, ${JSON.stringify(style)});
    document.querySelector('main').append(planted);
  })()`;
}

/** Does something with what was planted. */
function planting(does: string): string {
  return `document.querySelector('.planted').${does}`;
}

/** What no page may have: how it comes there, and what the check says of it. */
const FAULTS: readonly (readonly [what: string, plants: readonly string[], said: RegExp, width?: number])[] =
  [
    ['an image without a text', [element('img', {})], /image-alt/],
    [
      'a text that is too pale',
      [element('p', { color: '#999', background: '#fff' }, 'pale')],
      /color-contrast/,
    ],
    [
      'targets that are too small',
      Array.from({ length: 3 }, () =>
        element('button', { width: '9px', height: '9px', padding: '0', border: '0' }, 'x'),
      ),
      /target-size/,
    ],
    ['what is wider than the screen', [element('div', { width: '3000px', height: '1px' })], /px too wide/],
    [
      'a text that is cut off where text is set apart',
      [
        element(
          'p',
          { width: '6em', height: '1.5em', overflow: 'hidden', whiteSpace: 'nowrap' },
          'for readers',
        ),
      ],
      /for readers/,
    ],
    [
      'what stands beyond an edge on a narrow screen',
      [element('div', { width: '6em', overflowX: 'auto', whiteSpace: 'nowrap' }, 'beyond an edge', 'scroll')],
      /cut off \(.*beyond an edge/,
      360,
    ],
    ['a code of the API among words', [element('p', {}, 'terms-accepted')], /(^|; )terms-accepted(;|$)/],
    ['what says that it is dragged', [element('p', {}, 'says'), planting('draggable = true')], /says/],
    [
      'what follows a pointer',
      [element('p', {}, 'follows', 'follower'), planting("addEventListener('pointermove', () => undefined)")],
      /follower.*\(pointermove\)/,
    ],
    [
      'what follows a pointer once it is pressed',
      [
        element('p', {}, 'begins'),
        planting("addEventListener('pointerdown', () => addEventListener('pointermove', () => undefined))"),
      ],
      /begins/,
    ],
  ];

/** What the check would find is planted, and found: each of its tests can fail. */
export async function planted(check: Check): Promise<void> {
  const found = new Findings(check.url, undefined, () => undefined);
  found.codes = check.codes;
  const visit = await check.browse('mouse', found);
  await visit.signIn('olivia.officer', '/console/work');
  await visit.accessible('a page without a fault');
  check.holds('what has no fault is let pass', found.failures.length === 0, found.failures.join('; '));
  const size = visit.page.viewportSize()!;
  for (const [what, plants, said, width = size.width] of FAULTS) {
    await visit.page.setViewportSize({ ...size, width });
    for (const plant of plants) await visit.page.evaluate(plant);
    const faults = [
      ...(await graveOn(visit.page, found.axe)),
      ...(await beyond(visit.page)),
      ...(await lostBySpacing(visit.page)),
      ...(await codesOn(visit.page, found.codes)),
      ...(await draggedOn(visit.page)),
    ];
    check.holds(`${what} is found`, said.test(faults.join('; ')), faults.join('; '));
    await unplanted(visit);
  }
  await visit.page.setViewportSize(size);
  await keyboard(check, found, visit);
  await twice(check, found, visit);
  await evidence(check, found, visit);
  new Looks().judge((what, whether) => {
    check.holds(`what was not looked at is found: ${what}`, !whether);
  });
}

async function unplanted({ page }: Visit): Promise<void> {
  await page.evaluate("document.querySelectorAll('.planted').forEach(each => each.remove())");
}

/** A place that is not seen, one that is covered, one that holds the keyboard, a dialog that leaves it outside, and one that does not give it back. */
async function keyboard(check: Check, found: Findings, visit: Visit): Promise<void> {
  const { page } = visit;
  const keys = new Keyboard(found, page);
  const finds = async (what: string, said: RegExp, look: () => Promise<void>): Promise<void> => {
    const before = found.failures.length;
    await look();
    const faults = found.failures.slice(before).join('; ');
    check.holds(`${what} is found`, said.test(faults), faults);
    await unplanted(visit);
  };
  await page.evaluate(element('button', { outline: 'none', boxShadow: 'none' }, 'unseen'));
  await finds('a stop that is not seen', /unseen.* is not told/, () => keys.walk('planted'));
  await page.evaluate(element('button', {}, 'covered'));
  await page.evaluate(element('div', { position: 'fixed', inset: '0', zIndex: '9' }));
  await finds('a stop that is covered', /covered.* is covered/, () => keys.walk('planted'));
  await page.evaluate(element('button', {}, 'holds'));
  await page.evaluate(
    "document.querySelector('.planted').addEventListener('keydown', event => event.preventDefault())",
  );
  await page.evaluate(element('button', {}, 'beyond'));
  await finds('what the keyboard does not come to', /comes to all of it: .*beyond/, () =>
    keys.walk('planted'),
  );
  await opener(page, 'opens');
  await finds('a dialog that leaves the keyboard outside', /goes into the dialog/, () =>
    visit.accessible('planted'),
  );
  await opener(page, 'forgets', 'dialog.focus();');
  await finds('a dialog that does not give the keyboard back', /comes back to what opened it/, () =>
    visit.accessible('planted'),
  );
}

/** Two forms of one thing that ask for the same; and one that has it already. */
async function twice(check: Check, found: Findings, visit: Visit): Promise<void> {
  const { page } = visit;
  const before = page.url();
  await visit.follow(`/console/work?of=${randomUUID()}`);
  const fills = async (stands = ''): Promise<string[]> => {
    await page.evaluate(element('input', {}));
    await page.evaluate(
      `Object.assign(document.querySelector('.planted'), { name: 'reference', value: '${stands}' })`,
    );
    const failed = found.failures.length;
    visit.entries.begins(page.url());
    await visit.fill({ reference: TYPED_TWICE }, page.locator('main'));
    await unplanted(visit);
    return found.failures.slice(failed);
  };
  await fills();
  const faults = (await fills()).join('; ');
  check.holds('what is asked for twice is found', /does not ask twice.*reference/.test(faults), faults);
  check.holds('what stands there already is let pass', (await fills(TYPED_TWICE)).length === 0);
  await visit.follow(before);
}

/** A button that opens a dialog, which Escape takes away. @param then what the dialog does once it is there */
async function opener(page: Page, text: string, then = ''): Promise<void> {
  await page.evaluate(element('button', {}, text));
  await page.evaluate(`(() => {
    const opens = document.querySelector('.planted');
    opens.setAttribute('aria-haspopup', 'dialog');
    opens.addEventListener('click', () => {
      const dialog = Object.assign(document.createElement('div'), { className: 'planted', textContent: 'opened', tabIndex: -1 });
      dialog.setAttribute('role', 'dialog');
      document.querySelector('main').append(dialog);
      addEventListener('keydown', ({ key }) => key === 'Escape' && dialog.remove());
      ${then}
    });
  })()`);
}

/** A value and a token wherever they must not be. */
async function evidence(check: Check, found: Findings, visit: Visit): Promise<void> {
  const { page } = visit;
  const text = JSON.stringify(`${LEEN.familyName} ${TOKEN}`);
  const reported = page.waitForEvent('console', message =>
    message.text().includes('Content Security Policy'),
  );
  await page.evaluate(`(() => {
    history.replaceState(null, '', '?q=' + encodeURIComponent(${text}));
    document.title = ${text};
    sessionStorage.setItem('planted', ${text});
    console.warn(${text});
    void fetch('https://elsewhere.example/').catch(() => undefined);
  })()`);
  await reported;
  await found.evidence.collect(page);
  await page.route('https://elsewhere.example/**', route => route.fulfill({ body: '' }));
  await page.goto('https://elsewhere.example/');
  const before = found.failures.length;
  found.evidence.judge(found.holds, text);
  const faults = found.failures.slice(before);
  for (const kind of ['address', 'storage', 'title', 'report', 'log'])
    check.holds(
      `a value and a token in a ${kind} are found`,
      faults.some(each => each.includes(`a ${kind}: ${LEEN.familyName}, eyJ`)),
      faults.join('; '),
    );
  check.holds(
    'so are another host, and a report of the policy',
    faults.some(each => each.startsWith('no other host')) &&
      faults.some(each => each.startsWith('the policy')),
    faults.join('; '),
  );
}
