/** A purpose's name without its version: `contract` of `contract/1`. */
export function bare(id: string): string {
  return id.replace(/\/\d+$/, '');
}
