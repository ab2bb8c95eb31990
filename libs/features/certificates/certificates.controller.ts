import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { Answer, closed, Endpoint, oneOf, query, type Call, type Result } from '#libs/http';
import { Audits } from '#libs/features/audits';
import { Certificates } from './certificates';

const certificate = query('/v1/subjects/:subject/erasures/:erasure/certificate', {
  tag: 'erasure',
  summary: 'Get the certificate of an erasure',
  description:
    'What was erased, by which rule, when, what was kept and what is still wanting, signed by the log. Officers and auditors ' +
    'get a document with the entries, their proofs and a checkpoint; the person a note without numbers, which is the same ' +
    'bytes whatever else stands in the register (P16). `for=subject` gives officers that note, to send it.',
  roles: ['privacy-officer', 'auditor', 'customer'],
  params: { erasure: /^[0-9a-f-]{36}$/ },
  query: closed({ for: Type.Optional(oneOf(['subject'] as const)) }),
  response: { 'application/json': null, 'text/plain': null },
  problems: ['projection-behind', 'not-signing', 'signer-elsewhere', 'signing-key-missing'],
});

/** Certificates of erasures (Art. 17, Art. 5(2)). */
@Controller()
export class CertificatesController {
  constructor(
    private readonly certificates: Certificates,
    private readonly audits: Audits,
  ) {}

  @Endpoint(certificate)
  async certificate(call: Call<typeof certificate>): Promise<Result<typeof certificate>> {
    const { params, caller, context, query: asked } = call;
    const { subject, erasure } = params;
    if (caller.role === 'customer') return note(await this.certificates.statement(subject, erasure));
    await this.audits.look('certificate', { erasure }, context);
    if (asked.for === 'subject') return note(await this.certificates.statement(subject, erasure));
    const document = await this.certificates.document(subject, erasure);
    return new Answer(JSON.stringify(document), { type: 'application/json' });
  }
}

function note(text: string): Answer<string> {
  return new Answer(text, {
    type: 'text/plain; charset=utf-8',
    disposition: 'attachment; filename="certificate.txt"',
  });
}
