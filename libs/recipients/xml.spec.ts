import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { type DomainError } from '#libs/kernel';
import { xml } from './xml';

/** Attribute and text of the one element, as a strict reader reads them. */
function read(document: string): { attribute: string | undefined; text: string } {
  const seen: { attribute: string | undefined; text: string } = { attribute: undefined, text: '' };
  const parser = new SaxesParser();
  parser.on('error', error => {
    throw error;
  });
  parser.on('opentag', ({ attributes }) => (seen.attribute = attributes.about));
  parser.on('text', text => (seen.text += text));
  parser.write(document).close();
  return seen;
}

const of = (text: string): string => xml({ name: { '@about': text, '#': text } });

// Each was taken for a reference: the first made a document that nobody can read, the second said `A`, the third was a 500.
test.each([
  '&xxe;',
  '&#65;',
  '&#x41;',
  '&#0;',
  '&amp;',
  '&lt;b&gt;',
  'Jan & Co',
  '<b>',
  ']]>',
  '"\'',
  '%xxe;',
])('a value is said as it is: %s', text => {
  expect(read(of(text))).toEqual({ attribute: text, text });
});

test('whatever a value holds, a document says it, or is not made', () => {
  const piece = fc.oneof(
    fc.constantFrom('&', ';', '#', 'x', '&#', '&#x', '<', '>', ']]>', '"', "'", '\u0000', '\u0008', '\ufffe'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), pieces => {
      const text = pieces.join('');
      let document: string;
      try {
        document = of(text);
      } catch (error) {
        expect((error as DomainError).code).toBe('value-not-representable');
        return;
      }
      expect(read(document)).toEqual({ attribute: text, text });
    }),
  );
});
