import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AREAS, EDITIONS, faults, LANGUAGES } from '#libs/words';
import { plantEdition } from '#libs/words/testing';
import { editionsIn, indexOf, PAGE } from './files';
import { allWritten, filesOf, GOLDEN, keptOf, readsAs } from './golden';
import { run as words } from './main';
import { PREVIEWS } from './previews';

const root = join(__dirname, '../..');
const WORDS = join(root, 'libs/words');

describe('Art. 5(2): what was written with an edition is written again letter for letter', () => {
  test.each(allWritten().map(each => [each.edition, each.of, each.language, each] as const))(
    '%s, %s in %s',
    (_edition, _of, _language, written) => {
      const kept = keptOf(join(root, GOLDEN), written) ?? '(nothing is kept: npm run words -- --publish)';
      // The whole text says more of a difference.
      if (!readsAs(kept, written)) expect(written.text).toBe(kept);
      expect(written.text).not.toMatch(/undefined|null|\[object|NaN/);
    },
  );

  test('nothing is kept that is not written any more', () => {
    expect(readdirSync(join(root, GOLDEN)).sort()).toEqual(filesOf(allWritten()).sort());
  });

  test('a letter or a name may be added, and none may change', () => {
    const names = { of: 'names', text: 'a: een\nb: twee\n' } as const;
    expect(['a: een\n', 'a: één\n'].map(kept => readsAs(kept, names))).toEqual([true, false]);
    const letters = { of: 'letters', text: '##### a\n\nEen.\n\n##### b\n\nTwee.\n' } as const;
    expect(['##### b\n\nTwee.\n', '##### b\n\nTwee\n'].map(kept => readsAs(kept, letters))).toEqual([
      true,
      false,
    ]);
  });
});

test('the three languages have the same words with the same placeholders, and each can be read', () => {
  expect(faults()).toEqual([]);
});

test('the program has each edition that there is a folder of, and each area is seen in something', () => {
  const editions = editionsIn(WORDS);
  expect(AREAS.flatMap(area => EDITIONS[area].map((_, i) => `${area}/${i + 1}`))).toEqual(editions);
  for (const area of AREAS) {
    expect(readFileSync(join(WORDS, area, 'index.ts'), 'utf8')).toBe(indexOf(area, editions));
    expect([area, PREVIEWS[area].length > 0]).toEqual([area, true]);
  }
});

describe('npm run words', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inzage-words-'));
    for (const each of ['libs/words', PAGE])
      cpSync(join(root, each), join(folder, each), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = async (...args: string[]) => {
    const said: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation(line => said.push(String(line)) > 0);
    const before = process.cwd();
    process.chdir(folder);
    try {
      return { status: await words(args), said: said.join('') };
    } finally {
      process.chdir(before);
      write.mockRestore();
    }
  };
  const edit = (file: string, change: (text: string) => string): void => {
    const path = join(folder, file.includes('/src/') ? file : join('libs/words', file));
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  };

  test('writes every letter in each language, with a page that leads to them', async () => {
    expect((await run('--area', 'requests')).status).toBe(0);
    for (const language of LANGUAGES)
      for (const { name } of PREVIEWS.requests)
        expect(existsSync(join(folder, 'preview/requests', language, `${name}.html`))).toBe(true);
    expect(readFileSync(join(folder, 'preview/index.html'), 'utf8')).toContain(
      'requests/fr/extension.complexity.html',
    );
    expect(existsSync(join(folder, 'preview/letters'))).toBe(false);
  });

  test('says what is wrong by file and word: no JSON, a word twice or missing, a placeholder, a message', async () => {
    edit('requests/1/nl.json', text => text.replace('"received": "', '"received": "x",\n  "received": "'));
    edit('letters/1/en.json', text => text.replace('}', ''));
    edit('requests/1/fr.json', text => text.replace('{day}', '{jour}').replace(/ {2}"remedies": .*\n/, ''));
    const { status, said } = await run();
    expect(status).toBe(1);
    expect(said).toMatch(/^letters\/1\/en\.json: it is no JSON/m);
    expect(said).toMatch(/^requests\/1\/nl\.json, received: it is there twice$/m);
    edit('requests/1/nl.json', text => text.replace('"received": "x",\n  ', ''));
    edit('requests/1/en.json', text => text.replace('{day}', '{day'));
    const { said: then } = await run();
    expect(then).toMatch(/^requests\/1\/fr\.json, received: it lacks \{day\}, which nl\.json has$/m);
    expect(then).toMatch(/^requests\/1\/fr\.json, received: it has \{jour\}, which nl\.json has not$/m);
    expect(then).toMatch(/^requests\/1\/fr\.json, remedies: it is missing, and another language has it$/m);
    expect(then).toMatch(/^requests\/1\/en\.json, received: it is no ICU message: /m);
  });

  test('says so of the page’s texts too', async () => {
    edit(`${PAGE}/messages/fr.json`, text =>
      text.replace('{{count}}', '{{nombre}}').replace(/ {2}"loading": .*\n/, ''),
    );
    const { status, said } = await run();
    expect(status).toBe(1);
    expect(said).toMatch(
      /^apps\/console\/src\/i18n\/messages\/fr\.json, loading: it is missing, and another language has it$/m,
    );
    expect(said).toMatch(/i18n\/messages\/fr\.json, \w+: it lacks \{count\}, which nl\.json has$/m);
  });

  test('says by file and word that the program does not fill in a placeholder', async () => {
    const takeAway = plantEdition('requests', { until: 'Binnen {termijn}.' });
    const { status, said } = await run('--area', 'requests');
    takeAway();
    expect(status).toBe(1);
    expect(said).toMatch(/^requests\/2\/nl\.json, until: it cannot be filled in: .*"termijn"/m);
  });

  test('the next edition begins as a copy of the newest', async () => {
    expect((await run('--new', 'requests')).status).toBe(0);
    expect(readFileSync(join(folder, 'libs/words/requests/index.ts'), 'utf8')).toContain("'./2/nl.json'");
    expect(readFileSync(join(folder, 'libs/words/requests/2/fr.json'))).toEqual(
      readFileSync(join(folder, 'libs/words/requests/1/fr.json')),
    );
  });

  test('an edition with which letters went out is not changed', async () => {
    const golden = join(folder, GOLDEN);
    cpSync(join(root, GOLDEN), golden, { recursive: true });
    expect((await run('--publish')).status).toBe(0);
    expect(await run('--publish')).toEqual({ status: 0, said: 'Published: nothing new.\n' });
    writeFileSync(join(golden, 'requests-1.letters.fr.txt'), 'As it read then.');
    const { status, said } = await run('--publish');
    expect(status).toBe(1);
    expect(said).toMatch(/^requests\/1\/fr\.json: what went out with it would read otherwise/m);
    rmSync(join(golden, 'requests-1.letters.fr.txt'));
    expect((await run('--publish')).said).toBe('Published: requests/1.\n');
  });

  test('an area that there is none of is refused', async () => {
    expect((await run('--area', 'nothing')).status).toBe(64);
  });
});
