/** Markup that is safe to stand in a page as it is. Made by {@link html} alone. */
export class Html {
  private constructor(readonly text: string) {}

  static of(parts: TemplateStringsArray, values: readonly HtmlValue[]): Html {
    return new Html(parts.reduce((text, part, i) => `${text}${markup(values[i - 1])}${part}`));
  }

  toString(): string {
    return this.text;
  }
}

type HtmlValue = string | number | undefined | Html | readonly HtmlValue[];

/**
 * A piece of HTML: ``html`<p>${text}</p>` ``. Text is escaped, for content and quoted attributes alike; pieces of HTML
 * and lists of them stand as they are; undefined is nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.of(parts, values);
}

function markup(value: HtmlValue): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return value.map(markup).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPES[character]!);
}
