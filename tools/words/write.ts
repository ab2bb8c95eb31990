import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { html, page } from '#libs/letters';
import { AREAS, LANGUAGES } from '#libs/words';
import { PREVIEWS } from './previews';

/**
 * Writes the previews of an area, or of all, into a folder: `<area>/<language>/<name>.html` and alike, and a page that leads
 * to them.
 * @returns how many files
 */
export async function writePreviews(of: string | undefined, folder: string, pdf: boolean): Promise<number> {
  const written: string[] = [];
  const write = (file: string, content: string | Buffer): void => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    written.push(file);
  };
  for (const area of AREAS.filter(each => of === undefined || each === of))
    for (const language of LANGUAGES)
      for (const { name, make } of PREVIEWS[area]) {
        const made = make(language);
        const file = `${area}/${language}/${name}`;
        if (made.html !== undefined) write(`${file}.html`, made.html);
        if (made.text !== undefined) write(`${file}.txt`, made.text);
        if (pdf && made.pdf) write(`${file}.pdf`, await made.pdf());
      }
  const links = written.map(file => html`<li><a href="${file}">${file}</a></li>`);
  write(
    'index.html',
    page({
      language: 'en',
      title: 'Preview',
      body: html`<ul>
        ${links}
      </ul>`,
    }),
  );
  return written.length;
}
