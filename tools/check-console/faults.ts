import type { Page } from 'playwright-core';
import { codesOf } from './codes';

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** Of an open dialog or list alone; what a screen reader is told just now goes away by itself. */
const AXE = `(() => {
  const open = [...document.querySelectorAll('.overlay, .popover')];
  const context = { exclude: ['[data-live-announcer]'], ...(open.length > 0 && { include: open }) };
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  return axe.run(context, { runOnly: rules, resultTypes: ['violations'] }).then(({ violations }) => violations);
})()`;

/** On a narrow screen a row is a card, and ways on wrap: nothing of them stands beyond an edge. */
const CUT = `innerWidth > 400 ? [] : [...document.querySelectorAll('.scroll, .top nav, .tabs')]
  .filter(each => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
  .map(each => {
    const { right } = each.getBoundingClientRect();
    const beyond = [...each.querySelectorAll('td *, th *, a, [role=tab]')].find(part => part.getBoundingClientRect().right > right + 1);
    return 'cut off (' + (beyond ?? each).outerHTML.slice(0, 120) + ')';
  })`;

/** How much wider than the screen the page is, and what of it stands beyond the edge. */
const WIDE = `(() => {
  const by = document.documentElement.scrollWidth - innerWidth;
  const beyond = [...document.querySelectorAll('body *')].find(each => each.getBoundingClientRect().right > innerWidth + 1);
  return by > 1 ? by + ' px too wide (' + (beyond?.outerHTML.slice(0, 120) ?? '') + ')' : '';
})()`;

/** Where a text goes on beyond what hides the rest of it. What is meant for a screen reader alone has one pixel. */
const CLIPPED = `[...document.querySelectorAll('header *, main *, .overlay *')].filter(each => {
  const { overflowX, overflowY } = getComputedStyle(each);
  const hides = overflow => overflow === 'hidden' || overflow === 'clip';
  if (each.clientWidth <= 1 || !each.checkVisibility() || each.matches('input, textarea, select, canvas, svg *, .uplot *')) return false;
  return (hides(overflowX) && each.scrollWidth > each.clientWidth + 1) ||
    (hides(overflowY) && each.scrollHeight > each.clientHeight + 1);
}).map(each => each.outerHTML.slice(0, 120))`;

/** As a reader may set it (WCAG 2.2, 1.4.12). */
const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }`;

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

/** What moves with a pointer: what listens to these takes its path. */
const MOVES = [
  'pointermove',
  'pointerrawupdate',
  'mousemove',
  'touchmove',
  'drag',
  'dragenter',
  'dragover',
  'drop',
];

/**
 * What says that it is dragged, what React lets follow a pointer, and what begins to follow one once it is pressed. A press
 * that is dragged away is given up by `onDragStart`: that alone drags nothing.
 */
const DRAGGED = `(() => {
  const moves = ${JSON.stringify(MOVES)};
  const shown = [...document.querySelectorAll('.overlay *, .popover *')];
  const all = (shown.length > 0 ? shown : [...document.querySelectorAll('body *')]).filter(each => each.checkVisibility());
  const says = each => each.matches('[draggable="true"], [role="slider"], input[type="range"], [aria-grabbed], [aria-dropeffect]');
  const propsOf = each => each[Object.keys(each).find(name => name.startsWith('__reactProps$'))] ?? {};
  const follows = each => Object.keys(propsOf(each)).some(name => /^on(PointerMove|MouseMove|TouchMove|Drag(?!Start)|Drop)/.test(name));
  const begins = each => {
    const { addEventListener } = EventTarget.prototype;
    const { left, top } = each.getBoundingClientRect();
    const at = { bubbles: true, cancelable: true, clientX: left + 1, clientY: top + 1, isPrimary: true, pointerType: 'touch' };
    let began = false;
    EventTarget.prototype.addEventListener = function (type, ...rest) {
      began ||= moves.includes(type);
      return addEventListener.call(this, type, ...rest);
    };
    each.dispatchEvent(new PointerEvent('pointerdown', { ...at, buttons: 1 }));
    each.dispatchEvent(new MouseEvent('mousedown', { ...at, buttons: 1 }));
    EventTarget.prototype.addEventListener = addEventListener;
    each.dispatchEvent(new PointerEvent('pointercancel', at));
    document.dispatchEvent(new MouseEvent('mouseup', at));
    return began;
  };
  return all.filter(each => says(each) || follows(each) || begins(each)).map(each => each.outerHTML.slice(0, 120));
})()`;

/** Findings of axe-core, serious and critical ones (WCAG 2.2 A and AA). @param axe its own text */
export async function graveOn(page: Page, axe: string): Promise<string[]> {
  // The policy holds for what the page does; what looks at it from outside is let through.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe);
  const found = await page.evaluate<readonly Violation[]>(AXE);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} (${nodes[0]?.html.slice(0, 120) ?? ''})`);
}

/** What of a page is operated by dragging, for which it has no other way (WCAG 2.2, 2.5.7). */
export async function draggedOn(page: Page): Promise<string[]> {
  return [...(await page.evaluate<string[]>(DRAGGED)), ...(await followersOn(page))];
}

/** Elements that listen to a pointer's path themselves; React listens at the root, and at the body for what is over it. */
async function followersOn(page: Page): Promise<string[]> {
  const inspector = await page.context().newCDPSession(page);
  const { result } = await inspector.send('Runtime.evaluate', { expression: 'document.body' });
  const { listeners } = await inspector.send('DOMDebugger.getEventListeners', {
    objectId: result.objectId!,
    depth: -1,
  });
  const names = new Set<string>();
  for (const { type, backendNodeId } of listeners) {
    if (!MOVES.includes(type) || backendNodeId === undefined) continue;
    const { node } = await inspector.send('DOM.describeNode', { backendNodeId });
    const text = `${node.nodeName} ${node.attributes?.join(' ') ?? ''}`.trim();
    if (!/^(HTML|BODY|DIV id root)\b/.test(text)) names.add(`${text} (${type})`);
  }
  await inspector.detach();
  return [...names];
}

/** What of a page does not fit on its screen (WCAG 2.2, 1.4.10). */
export async function beyond(page: Page): Promise<string[]> {
  const wide = await page.evaluate<string>(WIDE);
  return [wide, ...(await page.evaluate<readonly string[]>(CUT))].filter(fault => fault !== '');
}

/** Codes of the API that stand among the words. @param codes all that it has */
export async function codesOn(page: Page, codes: ReadonlySet<string>): Promise<readonly string[]> {
  return codesOf(await page.evaluate<readonly string[]>(TEXTS), codes);
}

/** What is lost where a reader sets text wider apart: texts that are cut off, and what does not fit any more. */
export async function lostBySpacing(page: Page): Promise<string[]> {
  await page.evaluate(`(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(${JSON.stringify(SPACED)});
    document.adoptedStyleSheets.push(sheet);
  })()`);
  const lost = [...(await page.evaluate<string[]>(CLIPPED)), ...(await beyond(page))];
  await page.evaluate('void document.adoptedStyleSheets.pop()');
  return lost;
}
