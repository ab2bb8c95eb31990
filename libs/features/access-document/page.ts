import type { Catalogue } from '#libs/catalogue';
import { blocksHtml, documentPdf, html, page, type Language } from '#libs/letters';
import type { AccessDocument } from './answers';
import { accessBlocks } from './blocks';
import { wordsOf } from '#libs/words';

/**
 * The document as one page for screen and paper, in the reader's language. Everything that comes from data is escaped;
 * nothing is loaded from anywhere.
 */
export function accessPage(document: AccessDocument, catalogue: Catalogue, language: Language): string {
  const say = wordsOf('access-document', language);
  const title = say('page.title');
  const { name, contact } = document.controller;
  return page({
    language,
    title,
    body: html`<header>
        <p><strong>${name}</strong></p>
        <h1>${title}</h1>
        <p>${say('page.intro')}</p>
      </header>
      <main>${blocksHtml(accessBlocks(document, catalogue, language))}</main>
      <footer>${name}<br />${contact}</footer>`,
  });
}

/** The same as a PDF. */
export function accessPdf(
  document: AccessDocument,
  catalogue: Catalogue,
  language: Language,
): Promise<Buffer> {
  const say = wordsOf('access-document', language);
  return documentPdf({
    language,
    title: say('page.title'),
    intro: say('page.intro'),
    on: document.on,
    sender: document.controller,
    body: accessBlocks(document, catalogue, language),
  });
}
