import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CatalogueSchema } from '#libs/catalogue';
import {
  DPV_PERSONAL_DATA,
  DPV_PURPOSES,
  DPV_RECIPIENTS,
  TRANSFER_GROUNDS,
} from '../../libs/catalogue/terms';

const WORDS = join(__dirname, '../../apps/console/src/i18n');

function wordsIn(file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(WORDS, file), 'utf8')) as Record<string, string>;
}

/** Names of members, wherever they are in a form (JSON Schema). */
function membersOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const nested = Object.values(schema).flatMap(membersOf);
  return 'properties' in schema ? [...Object.keys(schema.properties as object), ...nested] : nested;
}

describe('what a version of the catalogue says otherwise (P21)', () => {
  test.each(readdirSync(join(WORDS, 'catalogue')))('names each member that a catalogue has: %s', file => {
    const [words, codes] = [wordsIn(join('catalogue', file)), wordsIn(join('codes', file))];
    const members = [...new Set(membersOf(CatalogueSchema))];
    expect(members.length).toBeGreaterThan(50);
    expect(members.filter(name => !(`part.${name}` in words) && !(name in codes))).toEqual([]);
  });
});

/** Vocabularies that forms of a draft let one choose from; a code of another kind that has no name does not compile. */
const OFFERED: Readonly<Record<string, ReadonlySet<string>>> = {
  term: new Set([...DPV_PURPOSES, ...DPV_RECIPIENTS, ...DPV_PERSONAL_DATA]),
  ground: TRANSFER_GROUNDS,
};

describe('what an officer chooses from in a draft of the catalogue (P21)', () => {
  test.each(readdirSync(join(WORDS, 'catalogue')))('has a name: %s', file => {
    const words = wordsIn(join('catalogue', file));
    const names = Object.entries(OFFERED).flatMap(([kind, codes]) =>
      [...codes].map(code => `${kind}.${code}`),
    );
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter(name => !(name in words))).toEqual([]);
  });
});
