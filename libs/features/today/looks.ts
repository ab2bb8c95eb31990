import type { Uuid } from '#libs/kernel';

/** Looks of one person in a day from which on they stand out. */
export const MANY_LOOKS = 50;
/** Hours in Brussels that are night: from the first until before the second. */
const NIGHT = { from: 22, until: 6 } as const;

export interface Look {
  readonly time: string;
  readonly subject?: Uuid;
  readonly purpose?: string;
  readonly role: string;
  readonly actor: string;
}

/** Why looks of one person stand out. */
export const STANDING_OUT = ['many', 'at-night', 'without-request'] as const;

export interface StandingOut {
  readonly why: (typeof STANDING_OUT)[number];
  readonly actor: string;
  readonly role: string;
  readonly looks: number;
}

/** People, not services: those look because somebody's program asks. */
const PEOPLE = ['staff', 'privacy-officer', 'auditor'];

/**
 * Looks that an officer wants to know the reason of: many by one person, at night, and for a data-subject request of
 * somebody who has none open.
 * @param open subjects of whom a request is open
 */
export function looksThatStandOut(looks: readonly Look[], open: ReadonlySet<string>): StandingOut[] {
  const byPerson = new Map<string, Look[]>();
  for (const look of looks.filter(({ role }) => PEOPLE.includes(role)))
    byPerson.set(look.actor, [...(byPerson.get(look.actor) ?? []), look]);
  return [...byPerson.values()].flatMap(own => {
    const { actor, role } = own[0]!;
    const counted = {
      many: own.length >= MANY_LOOKS ? own.length : 0,
      'at-night': own.filter(({ time }) => isNight(time)).length,
      'without-request': own.filter(look => isWithoutRequest(look, open)).length,
    };
    return STANDING_OUT.filter(why => counted[why] > 0).map(why => ({
      why,
      actor,
      role,
      looks: counted[why],
    }));
  });
}

function isWithoutRequest({ subject, purpose }: Look, open: ReadonlySet<string>): boolean {
  return subject !== undefined && purpose?.startsWith('data-subject-request/') === true && !open.has(subject);
}

const hourInBrussels = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Europe/Brussels',
});

function isNight(time: string): boolean {
  const hour = Number(hourInBrussels.format(new Date(time)));
  return hour >= NIGHT.from || hour < NIGHT.until;
}
