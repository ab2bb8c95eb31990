/**
 * The members of a union that the API has, in the order in which a form offers them. One that is missing here, or that the API
 * has no more, does not compile; what is left out on purpose is left out of the type.
 */
export function every<U extends string>(members: Readonly<Record<U, true>>): readonly U[] {
  return Object.keys(members) as U[];
}
