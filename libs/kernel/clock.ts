/** Where the present comes from. Deciders never read it; it reaches them as an argument. Nest's token of it too. */
export abstract class Clock {
  abstract now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
