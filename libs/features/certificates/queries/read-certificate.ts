import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import { Audits } from '#libs/features/audits';
import type { Caller } from '#libs/http';
import { Describe } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { Certificates, type CertificateDocument } from '../certificates';

export class ReadCertificateQuery {
  @IsOptional()
  @IsIn(['subject'])
  readonly for?: 'subject';

  @Describe('Of what the document says in words: English, where left out.')
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;
}

/** The note that the person gets, or the document of officers and auditors. */
export type Certificate =
  { readonly note: string } | { readonly note?: undefined; readonly document: CertificateDocument };

/** Shows the certificate of an erasure (Art. 17, Art. 5(2)): to others than the person it is a look at the register. */
export class ReadCertificate extends Query<Certificate> {
  constructor(
    readonly subject: Uuid,
    readonly erasure: Uuid,
    readonly asked: ReadCertificateQuery,
    readonly context: CommandContext,
    readonly caller: Pick<Caller, 'role'>,
  ) {
    super();
  }
}

@QueryHandler(ReadCertificate)
export class ReadCertificateHandler implements IQueryHandler<ReadCertificate> {
  constructor(
    private readonly certificates: Certificates,
    private readonly audits: Audits,
  ) {}

  async execute({ subject, erasure, asked, context, caller }: ReadCertificate): Promise<Certificate> {
    if (caller.role === 'customer') return { note: await this.certificates.statement(subject, erasure) };
    await this.audits.look('certificate', { erasure }, context);
    return asked.for === 'subject'
      ? { note: await this.certificates.statement(subject, erasure) }
      : { document: await this.certificates.document(subject, erasure, asked.language) };
  }
}
