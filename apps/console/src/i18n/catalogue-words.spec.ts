import { readFileSync } from 'node:fs';
import { LANGUAGES } from '#libs/letters';
import type { Catalogue } from '../views/catalogue-changes';
import { CATALOGUE_WORDS, inWords } from './catalogue-words';

const SHIPPED = 'libs/catalogue/data/2018-05-25.2.json';

describe('conditions of a sharing, as an officer reads them (P21)', () => {
  it.each(LANGUAGES)('name the API in words: %s', language => {
    const { conditions } = JSON.parse(readFileSync(SHIPPED, 'utf8')) as Required<Catalogue>;
    const labels = conditions.map(({ label }) => label[language] ?? label.nl);
    const names = labels.flatMap(label => [...label.matchAll(/`([^`]+)`/g)].map(([, name]) => `api.${name}`));
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter(name => !(name in CATALOGUE_WORDS[language]))).toEqual([]);
    expect(labels.map(label => inWords(label, language)).join()).not.toContain('`');
  });
});
