import { dayText, wordsOf, type Editions, type Language } from '#libs/words';
import { html, type Html } from './html';
import { page } from './page';

/** A part of a letter: text and HTML are made of the same parts. */
export type Block =
  | { readonly kind: 'paragraph' | 'note' | 'heading' | 'subheading'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, text: string])[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
/** In small, under a heading: what explains what follows. */
export const note = (text: string): Block => ({ kind: 'note', text });
export const heading = (text: string): Block => ({ kind: 'heading', text });
export const subheading = (text: string): Block => ({ kind: 'subheading', text });
export const facts = (rows: readonly (readonly [name: string, text: string])[]): Block => ({
  kind: 'facts',
  rows,
});
export const list = (items: readonly string[]): Block => ({ kind: 'list', items });
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): Block => ({
  kind: 'table',
  head,
  rows,
});

export interface Letter {
  readonly language: Language;
  readonly sender: { readonly name: string; readonly contact: string };
  /** Name and address, line by line. */
  readonly to: readonly string[];
  /** Day of the letter, YYYY-MM-DD. */
  readonly on: string;
  readonly subject: string;
  /** What to name in an answer. */
  readonly reference: string;
  readonly body: readonly Block[];
  /** Editions of words that it was written with; the newest, where it is written now. */
  readonly words?: Editions;
}

/** The letter as plain text. It ends with who to write to (P20). */
export function letterText(letter: Letter): string {
  const say = wordsOf('letters', letter.language, letter.words);
  return [
    letter.sender.name,
    letter.to.join('\n'),
    dayText(letter.on, letter.language),
    `${say('subject')}: ${letter.subject}\n${say('reference')}: ${letter.reference}`,
    ...letter.body.map(blockText),
    `${letter.sender.name}\n${say('contact')}: ${letter.sender.contact}`,
  ]
    .filter(part => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** The letter as a page that prints. */
export function letterPage(letter: Letter): string {
  const say = wordsOf('letters', letter.language, letter.words);
  return page({
    language: letter.language,
    title: letter.subject,
    body: html` <header><strong>${letter.sender.name}</strong></header>
      <address>${letter.to.map(line => html`${line}<br />`)}</address>
      <p class="date">${dayText(letter.on, letter.language)}</p>
      <p class="about">
        ${say('subject')}: <strong>${letter.subject}</strong><br />${say('reference')}: ${letter.reference}
      </p>
      <main>${blocksHtml(letter.body)}</main>
      <footer>${letter.sender.name}<br />${say('contact')}: ${letter.sender.contact}</footer>`,
  });
}

/** Parts of a letter as HTML, for pages of other forms. */
export function blocksHtml(blocks: readonly Block[]): Html {
  return html`${blocks.map(block => html` ${blockHtml(block)}`)}`;
}

function blockHtml(block: Block): Html {
  switch (block.kind) {
    case 'paragraph':
      return html`<p>${lines(block.text)}</p>`;
    case 'note':
      return html`<p class="note">${lines(block.text)}</p>`;
    case 'heading':
      return html`<h2>${block.text}</h2>`;
    case 'subheading':
      return html`<h3>${block.text}</h3>`;
    case 'facts':
      return html`<dl>
        ${block.rows.map(
          ([name, text]) =>
            html`<dt>${name}</dt>
              <dd>${lines(text)}</dd>`,
        )}
      </dl>`;
    case 'list':
      return html`<ul>
        ${block.items.map(item => html`<li>${lines(item)}</li>`)}
      </ul>`;
    case 'table':
      return html`<table>
        <thead>
          <tr>
            ${block.head.map(cell => html`<th scope="col">${cell}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${block.rows.map(
            row =>
              html`<tr>
                ${row.map(cell => html`<td>${lines(cell)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>`;
  }
}

/** A free text keeps its line breaks. */
function lines(text: string): Html {
  return html`${text.split('\n').map((line, i) => (i === 0 ? html`${line}` : html`<br />${line}`))}`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'note':
      return block.text;
    case 'heading':
      return underlined(block.text, '=');
    case 'subheading':
      return underlined(block.text, '-');
    case 'facts':
      return block.rows.map(([name, text]) => `${name}: ${text.replaceAll('\n', ', ')}`).join('\n');
    case 'list':
      return block.items.map(item => `- ${item.replaceAll('\n', '\n  ')}`).join('\n');
    case 'table':
      // Without columns to keep in line, a long cell breaks nothing.
      return block.rows
        .map(row =>
          row
            .flatMap((cell, i) => (cell === '' ? [] : [`${block.head[i]}: ${cell.replaceAll('\n', ', ')}`]))
            .join('\n  '),
        )
        .map(row => `- ${row}`)
        .join('\n');
  }
}

function underlined(text: string, line: string): string {
  return `${text}\n${line.repeat([...text].length)}`;
}
