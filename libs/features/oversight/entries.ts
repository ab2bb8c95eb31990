import { IsOptional, IsString } from 'class-validator';
import { IsId, IsTime } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import type { Entry } from '#libs/register';

/** What every list of the register says of an entry. */
export class EntryInList {
  @IsTime()
  readonly time!: string;

  @IsOptional()
  @IsId()
  readonly subject?: Uuid;

  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @IsString()
  readonly role!: string;

  @IsString()
  readonly actor!: string;
}

export function headOf({ time, subject, purpose, actor }: Entry): EntryInList {
  return {
    time,
    ...(subject !== undefined && { subject }),
    ...(purpose !== undefined && { purpose }),
    role: actor.role,
    actor: actor.id,
  };
}
