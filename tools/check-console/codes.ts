/** A code of more than one word, such as `terms-accepted` or `familyName`: no language has such a word. */
const CODE = /^[a-z]+\d*(-[a-z0-9]+)+$|^[a-z]+[A-Z][A-Za-z]*$/;

/** Codes that an OpenAPI document names: what a page shows has words instead. */
export function codesIn(document: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { enum: codes, const: code } = value as { readonly enum?: unknown; readonly const?: unknown };
    for (const each of [code, ...(Array.isArray(codes) ? (codes as unknown[]) : [])])
      if (typeof each === 'string' && CODE.test(each)) found.add(each);
    for (const each of Object.values(value)) look(each);
  };
  look(document);
  return found;
}

/** Codes that stand in texts, each once. */
export function codesOf(texts: readonly string[], codes: ReadonlySet<string>): readonly string[] {
  const words = texts.flatMap(text => text.split(/[^\p{L}\p{N}-]+/u));
  return [...new Set(words.filter(word => codes.has(word)))];
}
