import { create } from 'xmlbuilder2';

/** An element's content: text, or attributes (`@name`), text (`#`) and children in their order. Undefined: not there. */
export type Content = string | { readonly [name: string]: Content | readonly string[] | undefined };

/**
 * An XML document of one root element.
 * @throws Error for a character that XML does not have
 */
export function xml(root: Readonly<Record<string, Content>>): string {
  return create({ version: '1.0', encoding: 'UTF-8' }, root).end({ wellFormed: true });
}
