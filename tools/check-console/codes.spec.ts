import { codesIn, codesOf } from './codes';

const DOCUMENT = {
  components: {
    schemas: {
      Look: { properties: { role: { enum: ['staff', 'privacy-officer', 'auditor'] } } },
      Held: { anyOf: [{ const: 'familyName' }, { const: 'email' }, { const: 7 }] },
    },
  },
};

describe('words that an officer reads', () => {
  const codes = codesIn(DOCUMENT);

  it('are not codes of the API: those of more than one word are known', () => {
    expect([...codes].sort()).toEqual(['familyName', 'privacy-officer']);
  });

  it('finds a code that stands among them, and no word that a language has', () => {
    expect(codesOf(['staff: privacy-officer (familyName), e-mail'], codes)).toEqual([
      'privacy-officer',
      'familyName',
    ]);
    expect(codesOf(['privacy officer', 'on-line', 'familyNames'], codes)).toEqual([]);
  });
});
