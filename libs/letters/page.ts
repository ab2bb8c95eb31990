import { createHash } from 'node:crypto';
import { html, type Html } from './html';
import type { Language } from '#libs/words';

export interface Page {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** Rules of its own, after those of every page. */
  readonly style?: string;
}

/** For screen and paper: A4, no page that begins with a row's second half, no colour that carries meaning. */
const STYLE = `
@page { size: A4; margin: 20mm 18mm }
body { font: 10.5pt/1.45 "Source Sans 3", "Noto Sans", "Liberation Sans", Arial, sans-serif; color: #1a1a1a; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.7em; margin: .2em 0 .3em; font-weight: 600 }
h2 { font-size: 1.2em; margin: 2em 0 .5em; padding-bottom: .2em; border-bottom: 2px solid #1a1a1a; break-after: avoid }
h3 { font-size: 1em; margin: 1.4em 0 .15em; break-after: avoid }
header { margin-bottom: 1.5em } header p { margin: 0 } address { font-style: normal; margin-bottom: 1.5em }
.note { font-size: .88em; color: #444; margin: 0 0 .5em; break-after: avoid }
dl { display: grid; grid-template-columns: minmax(9em, max-content) 1fr; gap: .2em 1.4em; margin: .8em 0 } dt { color: #444 } dd { margin: 0; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; font-size: .9em; font-variant-numeric: lining-nums; margin-bottom: .6em } thead { display: table-header-group }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #bbb; padding: .3em .9em .3em 0; overflow-wrap: break-word }
th { font-weight: normal; color: #444; border-bottom-color: #1a1a1a } td:nth-child(2) { min-width: 12.5em; overflow-wrap: anywhere } th:first-child, th:last-child { width: 20% }
tr, li { break-inside: avoid } ul { margin: .5em 0; padding-left: 1.2em }
footer { margin-top: 2.5em; border-top: 1px solid #bbb; padding-top: .6em; color: #444 }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 9.5pt } }
`;

/**
 * The Content-Security-Policy (CSP Level 3) of a page that {@link page} made: nothing from anywhere, and no style but its
 * own, by its hash.
 */
export function policyOf(page: string): string {
  return policy(/<style>([^<]*)<\/style>/.exec(page)?.[1] ?? '');
}

function policy(style: string): string {
  return `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}

/**
 * A whole page that needs nothing else: no script, image, font or style from anywhere, and a policy of its own that says
 * so wherever it is kept.
 */
export function page({ language, title, body, style = '' }: Page): string {
  const head = html`<meta charset="utf-8" />
    <meta name="referrer" content="no-referrer" />
    <meta name="viewport" content="width=device-width" />
    <title>${title}</title>`;
  return [
    '<!DOCTYPE html>',
    `<html lang="${language}">`,
    '<head>',
    // First, so that it holds for all that follows.
    `<meta http-equiv="Content-Security-Policy" content="${policy(STYLE + style)}" />`,
    head.text,
    `<style>${STYLE}${style}</style>`,
    '</head>',
    `<body>${body.text}</body>`,
    '</html>',
    '',
  ].join('\n');
}
