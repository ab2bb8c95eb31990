import { SaxesParser } from 'saxes';
import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { DomainError } from '#libs/kernel';

/** An element's content: text, or attributes (`@name`), text (`#`) and children in their order. Undefined: not there. */
export type Content = string | { readonly [name: string]: Content | readonly string[] | undefined };

/**
 * An XML document of one root element. Each value stands in it as it is, whatever looks like markup or a reference in it;
 * the document is read again, and must say the same.
 * @throws DomainError `value-not-representable` for a character that XML 1.0 does not have
 */
export function xml(root: Readonly<Record<string, Content>>): string {
  let document: string;
  try {
    const builder = create({ version: '1.0', encoding: 'UTF-8' });
    for (const [name, content] of Object.entries(root)) write(builder, name, content);
    document = builder.end({ wellFormed: true });
  } catch {
    // The library's error quotes the value.
    throw new DomainError('value-not-representable');
  }
  const [said, read] = [valuesOf(root), valuesIn(document)];
  if (said.length !== read.length || said.some((value, at) => value !== read[at]))
    throw new DomainError('value-not-representable');
  return document;
}

type Part = Content | readonly string[] | undefined;

function write(parent: XMLBuilder, name: string, part: Part): void {
  if (part === undefined) return;
  if (typeof part === 'string') {
    if (name === '#') parent.txt(escaped(part));
    else if (name.startsWith('@')) parent.att(name.slice(1), escaped(part));
    else if (part === '') parent.ele(name);
    else parent.ele(name).txt(escaped(part));
  } else if (Array.isArray(part)) {
    for (const each of part as readonly string[]) write(parent, name, each);
  } else {
    const element = parent.ele(name);
    for (const [member, content] of Object.entries(part)) write(element, member, content);
  }
}

/** The builder writes what looks like a reference as one. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;');

/** Attributes and texts in the order of the document. */
function valuesOf(part: Part): string[] {
  if (part === undefined || part === '') return [];
  if (typeof part === 'string') return [part];
  return Object.values(part).flatMap(each => valuesOf(each));
}

/** The same, of a document as any reader reads it. @throws DomainError for one that is not well-formed */
function valuesIn(document: string): string[] {
  const values: string[] = [];
  const parser = new SaxesParser();
  let text = '';
  const flush = (): void => {
    if (text !== '') values.push(text);
    text = '';
  };
  parser.on('error', () => {
    throw new DomainError('value-not-representable');
  });
  parser.on('text', more => (text += more));
  parser.on('opentag', ({ attributes }) => {
    flush();
    values.push(...Object.values(attributes).filter(value => value !== ''));
  });
  parser.on('closetag', flush);
  parser.write(document).close();
  return values;
}
