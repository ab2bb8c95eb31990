import { Injectable } from '@nestjs/common';
import type { Caller } from '#libs/http';
import { Clock } from '#libs/kernel';
import type { RegisterFilter } from '#libs/register/postgres';

/** What a caller may know of entries on a subject: the subject not what a non-disclosure hold covers now (P16), others all. */
@Injectable()
export class Withheld {
  constructor(private readonly clock: Clock) {}

  of(caller: Pick<Caller, 'role'>): Pick<RegisterFilter, 'knownAt'> {
    return caller.role === 'customer' ? { knownAt: this.clock.now() } : {};
  }
}
