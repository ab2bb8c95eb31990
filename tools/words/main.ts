import { join } from 'node:path';
import { command, say, UsageError } from '#apps/cli/command';
import { faultsOf, faultText, type Fault, type Files } from '#libs/words/check';
import { asMessages, beginEdition, editionsIn, groupsIn, PAGE, readFiles, WORDS } from './files';

const USAGE = `npm run words [-- [--area AREA] [--out FOLDER] [--pdf] | --new AREA | --publish]

  Says what is wrong in the files of ${WORDS} and ${PAGE}, by file and word. Where nothing is, it writes
  every letter and document that the words are of, in Dutch, French and English and with example data, as HTML and text. No
  service or database is needed.
  --area AREA   those of this area alone, such as requests
  --out FOLDER  where to; preview, where it is not given
  --pdf         as PDF too
  --new AREA    begins the next edition of an area, as a copy of its newest
  --publish     keeps what is written with each new edition; from then on it has to be written so for ever
  Exit code: 0 done, 1 something is wrong, 64 this text.`;

function faults(): Fault[] {
  const inFolder = (folder: string, name: string, form: (files: Files) => Files): Fault[] => {
    const { files, faults: unreadable } = readFiles(folder, name);
    return unreadable.length > 0 ? unreadable : faultsOf(name, form(files));
  };
  return [
    ...editionsIn(WORDS).flatMap(edition => inFolder(WORDS, edition, files => files)),
    ...groupsIn(PAGE).flatMap(group => inFolder('.', `${PAGE}/${group}`, asMessages)),
  ];
}

export const run = command({
  usage: USAGE,
  options: {
    area: { type: 'string' },
    out: { type: 'string', default: 'preview' },
    pdf: { type: 'boolean', default: false },
    new: { type: 'string' },
    publish: { type: 'boolean', default: false },
  },
  run: async ({ area, out, pdf, new: next, publish }) => {
    for (const named of [area, next])
      if (named !== undefined && !editionsIn(WORDS).includes(`${named}/1`))
        throw new UsageError(`There are no words of ${named}.`);
    if (next !== undefined) {
      say(`${join(WORDS, beginEdition(WORDS, next))} is there to be edited.`);
      return 0;
    }
    const wrong = faults();
    for (const fault of wrong) say(faultText(fault));
    if (wrong.length > 0) return 1;
    // Loads the words themselves, which can be read by now.
    const { allWritten, GOLDEN, keep, keptOf, readsAs, writePreviews } = await import('#tools/words');
    const changed = allWritten().filter(each => {
      const kept = keptOf(GOLDEN, each);
      return kept !== undefined && !readsAs(kept, each);
    });
    for (const { edition, language } of changed)
      say(`${edition}/${language}.json: what went out with it would read otherwise: begin the next edition.`);
    if (publish && changed.length === 0) say(`Published: ${keep(GOLDEN).join(', ') || 'nothing new'}.`);
    if (!publish)
      say(
        `${await writePreviews(area, out, pdf)} files are in ${out}; begin with ${join(out, 'index.html')}.`,
      );
    return changed.length > 0 ? 1 : 0;
  },
});

if (require.main === module)
  void run(process.argv.slice(2)).then(code => {
    process.exitCode = code;
  });
