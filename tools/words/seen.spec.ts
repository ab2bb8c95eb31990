import { AREAS, EDITIONS } from '#libs/words';
import { PREVIEWS } from './previews';

/** Each word with its name before it, from before the first is said. */
const marks = AREAS.flatMap(area => {
  const texts = EDITIONS[area].at(-1)!.nl as Record<string, string>;
  return Object.keys(texts).map(word => {
    const mark = `⟦${area} ${word}⟧`;
    texts[word] = mark + texts[word]!;
    return mark;
  });
});

test('each word stands in a preview, so that whoever edits it sees it', () => {
  const made = AREAS.flatMap(area => PREVIEWS[area].map(({ make }) => make('nl')));
  const said = made.map(({ text, html }) => text ?? html).join('\n');
  expect(marks.length).toBeGreaterThan(50);
  expect(marks.filter(mark => !said.includes(mark))).toEqual([]);
});
