import fc from 'fast-check';
import { differences, type Said } from './differences';

describe('what somebody else did meanwhile', () => {
  const said: fc.Arbitrary<Said> = fc.uniqueArray(
    fc.tuple(fc.constantFrom('status', 'choice', 'note', 'end'), fc.option(fc.string(), { nil: undefined })),
    { selector: ([name]) => name },
  );

  it('is nothing where nothing is otherwise', () => {
    fc.assert(fc.property(said, all => expect(differences(all, [...all].reverse())).toEqual([])));
  });

  it('is each part that came, went or changed, once, as it was and as it is', () => {
    fc.assert(
      fc.property(said, said, (before, after) => {
        const [was, is] = [new Map(before), new Map(after)];
        const found = differences(before, after);
        expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
        for (const one of found) {
          expect(one).toEqual({ name: one.name, was: was.get(one.name), is: is.get(one.name) });
          expect(one.was).not.toBe(one.is);
        }
        const told = found.map(({ name }) => name);
        for (const name of new Set([...was.keys(), ...is.keys()]))
          if (!told.includes(name)) expect(was.get(name)).toBe(is.get(name));
      }),
    );
  });
});
