/** What of a purpose decides whether it can be objected to; the page asks it too. */
interface Objectable {
  readonly basis: string;
  readonly dpv: string;
}

/** But for direct marketing the right is against these bases alone; what a contract or a law needs has others (Art. 21(1)). */
const OPEN_TO_OBJECTION: readonly string[] = ['A6-1-f'];

/** Direct marketing is stopped for whoever objects, whatever it rests on, and nothing is weighed against that (Art. 21(2), (3)). */
export function isDirectMarketing({ dpv }: Pick<Objectable, 'dpv'>): boolean {
  return dpv === 'dpv:DirectMarketing';
}

/** Whether a purpose can be objected to (Art. 21(1), (2)). */
export function isOpenToObjection(purpose: Objectable): boolean {
  return isDirectMarketing(purpose) || OPEN_TO_OBJECTION.includes(purpose.basis);
}
