import { IsOptional, IsString } from 'class-validator';
import { Describe, IsId, IsTime } from '#libs/http/schema';
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

/** What the lists of looks say of one besides. */
export class LookInList extends EntryInList {
  @IsString()
  readonly kind!: string;

  @Describe('What was shown.')
  @IsOptional()
  @IsString()
  readonly view?: string;

  @Describe('What a search was made by.')
  @IsOptional()
  @IsString()
  readonly by?: string;
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

/** A look at an entry or an actor says of it what it was at, under names that the list has for the look itself. */
export function lookOf(entry: Entry): LookInList {
  const { view, by } = entry.about ?? {};
  return {
    ...headOf(entry),
    kind: entry.kind,
    ...(typeof view === 'string' && { view }),
    ...(typeof by === 'string' && { by }),
  };
}
