import { Injectable } from '@nestjs/common';
import { Catalogues } from '#libs/catalogue';
import { Clock } from '#libs/kernel';
import type { Responsible } from '#libs/register';

/** Tells who is responsible now: the controller of the catalogue that is in force (Art. 4(7)). */
@Injectable()
export class WhoIsResponsible {
  constructor(
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  now(): Responsible {
    return this.catalogues.current(this.clock.now()).controller;
  }
}
