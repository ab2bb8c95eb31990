/** Where the present comes from. Deciders never read it; it reaches them as an argument. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
