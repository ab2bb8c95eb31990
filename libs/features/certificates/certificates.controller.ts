import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Endpoint, query, type Call, type Result } from '#libs/http';
import { ReadCertificate, ReadCertificateQuery } from './queries/read-certificate';

const certificate = query('/v1/subjects/:subject/erasures/:erasure/certificate', {
  tag: 'erasure',
  summary: 'Get the certificate of an erasure',
  description:
    'What was erased, by which rule, when, what was kept and what is still wanting, signed by the log. Officers and auditors ' +
    'get a document with the entries, their proofs and a checkpoint; the person a note without numbers, which is the same ' +
    'bytes whatever else stands in the register (P16). `for=subject` gives officers that note, to send it.',
  roles: ['privacy-officer', 'auditor', 'customer'],
  params: { erasure: /^[0-9a-f-]{36}$/ },
  query: ReadCertificateQuery,
  response: { 'application/json': null, 'text/plain': null },
  problems: ['projection-behind', 'not-signing', 'signer-elsewhere', 'signing-key-missing'],
});

/** Certificates of erasures (Art. 17, Art. 5(2)). */
@Controller()
export class CertificatesController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(certificate)
  async certificate(call: Call<typeof certificate>): Promise<Result<typeof certificate>> {
    const { params, query: asked, context, caller } = call;
    const { subject, erasure } = params;
    const found = await this.queries.execute(new ReadCertificate(subject, erasure, asked, context, caller));
    if (found.note === undefined)
      return new Answer(JSON.stringify(found.document), { type: 'application/json' });
    return new Answer(found.note, {
      type: 'text/plain; charset=utf-8',
      disposition: 'attachment; filename="certificate.txt"',
    });
  }
}
