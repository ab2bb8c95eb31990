import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { command, Endpoint, type Call, type Result } from '#libs/http';
import { answered, made } from './answers';
import { ObjectAnswer, ObjectBody, ObjectToPurpose, SettleObjection, SettleObjectionBody } from './commands';

const tag = 'restriction';
const object = command('/v1/subjects/:subject/object', {
  tag,
  roles: ['service', 'staff', 'privacy-officer'],
  scopes: ['subjects:write'],
  summary: 'Record an objection to a purpose (Art. 21)',
  description:
    'Against a purpose that rests on a legitimate interest, or is direct marketing, and no other. What is done for it stops at once: nothing ' +
    'is collected, used, shared or looked at for it until the objection is settled, and never if it is upheld, as one to ' +
    'direct marketing is at once: nothing is weighed against it (Art. 21(2), (3)).',
  body: ObjectBody,
  answer: ObjectAnswer,
  problems: ['purpose-unknown', 'objection-not-applicable', 'request-not-fitting'],
});
const settle = command('/v1/subjects/:subject/settle-objection', {
  tag,
  roles: ['privacy-officer'],
  summary: 'Decide on an objection',
  description:
    'Upheld, or not on compelling legitimate grounds or for legal claims (Art. 21(1)); or whoever objected no longer does. ' +
    'What is held for the purpose is erased by an erasure of its own (Art. 17(1)(c)).',
  body: SettleObjectionBody,
  problems: ['objection-unknown', 'objection-upheld'],
});

/** Objections (Art. 21). */
@Controller()
export class ObjectionsController {
  constructor(private readonly bus: CommandBus) {}

  @Endpoint(object)
  async object({ params, body, context }: Call<typeof object>): Promise<Result<typeof object>> {
    const outcome = await this.bus.execute(new ObjectToPurpose(params.subject, body, context));
    return answered(outcome, made(outcome, 'ObjectionRaised', 'objection'));
  }

  @Endpoint(settle)
  async settle({ params, body, context }: Call<typeof settle>): Promise<Result<typeof settle>> {
    return answered(await this.bus.execute(new SettleObjection(params.subject, body, context)));
  }
}
