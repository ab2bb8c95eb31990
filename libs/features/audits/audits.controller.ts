import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { closed, command, Endpoint, oneOf, query, UuidText, type Call, type Result } from '#libs/http';
import { Audits } from './audits';
import { AUDIT_DAYS } from './decisions';
import { AUDIT_BODIES } from './events';

const tag = 'audits';
const roles = ['privacy-officer'] as const;

const open = command('/v1/audits', {
  tag,
  summary: 'Let auditors in for some days',
  description:
    'Who has the role `auditor` is let in while an audit is open, to the register, its proofs and exports. Each look makes an entry.',
  roles,
  body: closed({
    by: oneOf(AUDIT_BODIES),
    days: Type.Integer({ minimum: 1, maximum: AUDIT_DAYS }),
  }),
  answer: Type.Object({ audit: UuidText }),
  creates: true,
});
const close = command('/v1/audits/:audit/close', {
  tag,
  summary: 'Shut auditors out before the time',
  roles,
  body: closed({}),
});
const list = query('/v1/audits', {
  tag,
  summary: 'List the audits',
  roles,
  response: Type.Object(
    {
      audits: Type.Array(
        Type.Object({
          audit: UuidText,
          by: oneOf(AUDIT_BODIES),
          from: Type.String(),
          until: Type.String(),
          closed: Type.Optional(Type.String()),
          open: Type.Boolean(),
        }),
      ),
    },
    { $id: 'Audits' },
  ),
});

/** The times in which auditors are let in. */
@Controller()
export class AuditsController {
  constructor(private readonly audits: Audits) {}

  @Endpoint(open)
  async open({ body, context }: Call<typeof open>): Promise<Result<typeof open>> {
    const outcome = await this.audits.open(body, context);
    const { audit } = outcome.events[0]!.data as { audit: string };
    return { outcome, answer: { audit }, location: `/v1/audits/${audit}` };
  }

  @Endpoint(close)
  async close({ params, context }: Call<typeof close>): Promise<Result<typeof close>> {
    return { outcome: await this.audits.close(params.audit, context) };
  }

  @Endpoint(list)
  async list(_call: Call<typeof list>): Promise<Result<typeof list>> {
    return { audits: [...(await this.audits.all())] };
  }
}
