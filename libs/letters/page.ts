import { createHash } from 'node:crypto';
import { html, type Html } from './html';
import type { Language } from './language';

export interface Page {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** Rules of its own, after those of every page. */
  readonly style?: string;
}

/** For screen and paper: A4, no page that begins with a row's second half, no colour that carries meaning. */
const STYLE = `
@page { size: A4; margin: 22mm 20mm }
body { font: 11pt/1.45 Georgia, serif; color: #000; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin: 1.6em 0 .4em; break-after: avoid }
header { margin-bottom: 2em } address { font-style: normal; margin-bottom: 1.5em }
table { border-collapse: collapse; width: 100%; font-size: .9em } thead { display: table-header-group }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #999; padding: .25em .6em .25em 0; overflow-wrap: anywhere }
tr, li { break-inside: avoid } footer { margin-top: 2.5em; border-top: 1px solid #999; padding-top: .6em }
@media print { body { max-width: none; margin: 0; padding: 0 } }
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
