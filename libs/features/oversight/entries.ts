import type { Entry } from '#libs/register';

/** What every list of the register says of an entry. */
export function headOf({ time, subject, purpose, actor }: Entry) {
  return {
    time,
    ...(subject !== undefined && { subject }),
    ...(purpose !== undefined && { purpose }),
    role: actor.role,
    actor: actor.id,
  };
}
