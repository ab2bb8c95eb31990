import { blocksHtml, facts, html, page } from '#libs/letters';
import { EDITIONS, wordsOf, type Area, type Word } from '#libs/words';
import type { Preview } from '../preview';

/** The words of an area beside their names, where it has more than one document shows. */
export function listOf<A extends Area>(area: A): Preview {
  return {
    name: 'words',
    grows: true,
    make: (language, editions) => {
      const say = wordsOf(area, language, editions);
      const texts: Readonly<Record<string, string>> = EDITIONS[area].at(-1)!.nl;
      // One with a placeholder is seen where it is filled in.
      const names = Object.keys(texts).filter(name => !texts[name]!.includes('{'));
      const rows = names.map(name => [name, say(name as Word<A>)] as const);
      const text = rows.map(row => `${row.join(': ')}\n`).join('');
      return {
        text,
        html: page({ language, title: area, body: html`<main>${blocksHtml([facts(rows)])}</main>` }),
      };
    },
  };
}
