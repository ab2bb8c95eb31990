import { applyDecorators } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { malformed, type ErasureFinding, type ErasureGrounds } from '#libs/features/subjects';
import { Describe, IsId } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { FINDINGS, REASONS } from './codes';

/** Why something is erased, as people state it, and what each ground of Art. 17(1) needs to be stated with. */

/** The law that obliges to erase (Art. 17(1)(e)), by article and code: no free text, which could name a person. */
export const IsLaw = (): PropertyDecorator =>
  applyDecorators(
    Describe('The law that obliges to erase, such as `Art. 12 WVP`; with `legal-obligation`.'),
    IsString(),
    MaxLength(40),
    Matches(/^Art\. [0-9IVXLC][0-9IVXLCa-z./-]{0,15}( §[0-9]{1,3})? [A-Z]{2,12}$/),
  );

export class ErasureGround implements ErasureGrounds {
  @Describe(
    'Art. 17(1)(a), (c), (d), (e); Art. 5(1)(e). `no-longer-needed`, `retention-ended`: refused while a service runs, or of ' +
      'what an open purpose requires (`still-needed`). `objection`: of a purpose whose objection was upheld, and nothing ' +
      'else. `unlawful` needs `finding`, `legal-obligation` needs `law`. Consent (b) is no basis of this catalogue.',
  )
  @IsIn(REASONS satisfies readonly ErasureGrounds['reason'][])
  readonly reason!: ErasureGrounds['reason'];

  @Describe('What was found; with `unlawful`.')
  @IsOptional()
  @IsIn(FINDINGS satisfies readonly ErasureFinding[])
  readonly finding?: ErasureFinding;

  @IsOptional()
  @IsLaw()
  readonly law?: string;

  @Describe(
    'The request for erasure, or objection, that asks for it: of this subject, open, its identity settled (P19).',
  )
  @IsOptional()
  @IsId()
  readonly request?: Uuid;
}

/** @throws DomainError `malformed-value` where a ground lacks what it needs, or is given what is another's */
export function requireGround({ reason, finding, law }: ErasureGround): void {
  if ((reason === 'unlawful') !== (finding !== undefined))
    throw malformed({ pointer: '/finding', rule: 'with-unlawful' });
  if ((reason === 'legal-obligation') !== (law !== undefined))
    throw malformed({ pointer: '/law', rule: 'with-legal-obligation' });
}

/** What events keep of it. */
export function groundOf({ reason, finding, law, request }: ErasureGrounds): ErasureGrounds {
  return {
    reason,
    ...(finding && { finding }),
    ...(law !== undefined && { law }),
    ...(request && { request }),
  };
}
