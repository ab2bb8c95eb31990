import { IsOptional, IsString } from 'class-validator';
import { Describe, IsTime, Named } from '#libs/http/schema';
import type { Witnessed } from '#libs/register';
import { IsTreeSize } from './sizes';

@Named('Checkpoint')
export class Checkpoint {
  @IsTreeSize()
  readonly size!: string;

  @IsTime()
  readonly time!: string;

  @Describe('Id of the key that signed, eight hexadecimal digits.')
  @IsString()
  readonly key!: string;

  @Describe('C2SP tlog-checkpoint, with the cosignatures that there are.')
  @IsString()
  readonly note!: string;

  @Describe('RFC 3161 token over the text of the note, base64 of its DER.')
  @IsOptional()
  @IsString()
  readonly timeStamp?: string;
}

export function shownCheckpoint({ size, time, key, witnessed, timeStamp }: Witnessed): Checkpoint {
  return {
    size: String(size),
    time: time.toISOString(),
    key,
    note: witnessed,
    ...(timeStamp !== undefined && { timeStamp }),
  };
}
