import { applyDecorators } from '@nestjs/common';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { Describe, IsTime } from '#libs/http/schema';

/** Forms that bodies of several commands have. */

/** Free text: kept encrypted under the request's key. */
export const IsFreeText = (): PropertyDecorator =>
  applyDecorators(Describe('Free text; kept encrypted.'), IsString(), MinLength(1), MaxLength(4000));

/** When something came in, RFC 3339 in UTC. */
export const IsReceivedAt = (): PropertyDecorator =>
  applyDecorators(Describe('When it came in; now, where it is left out.'), IsTime());
