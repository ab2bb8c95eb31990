import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import { IsId, Named, Nested } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { AUDIT_BODIES, type AuditBody } from './events';

class ListedAudit {
  @IsId()
  readonly audit!: Uuid;

  @IsIn(AUDIT_BODIES)
  readonly by!: AuditBody;

  @IsString()
  readonly from!: string;

  @IsString()
  readonly until!: string;

  @IsOptional()
  @IsString()
  readonly closed?: string;

  @IsBoolean()
  readonly open!: boolean;
}

@Named('Audits')
export class AuditList {
  @Nested(() => ListedAudit, { each: true })
  readonly audits!: readonly ListedAudit[];
}
