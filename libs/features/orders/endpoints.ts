import { Type } from '@sinclair/typebox';
import { closed, command, DayText, oneOf, query, TimeText, UuidText } from '#libs/http';
import { ExtendSecrecyBody, RefuseBody, RegisterBody, StepBody } from './decisions';
import { ORDER_STATUSES } from './projection';

const officer = { tag: 'orders', roles: ['privacy-officer'] } as const;
const text = Type.String();
const closedProblems = ['order-closed', 'order-already-disclosed'] as const;

export const register = command('/v1/orders', {
  ...officer,
  summary: 'Register an order of a government body',
  description:
    'A listed body, judicial or administrative, with its ground, reference, scope and the digest of the document (P16). ' +
    'Whom it concerns is looked up here: no look elsewhere tells of it.',
  body: RegisterBody,
  answer: closed({ order: UuidText }),
  creates: true,
  problems: [
    'body-unknown',
    'ground-not-fitting',
    'scope-beyond-ground',
    'order-subject-unknown',
    'malformed-value',
  ],
});
export const approve = command('/v1/orders/:order/approve', {
  ...officer,
  summary: 'Approve an order that another officer registered',
  body: StepBody,
  problems: ['second-officer-needed', ...closedProblems],
});
export const refuse = command('/v1/orders/:order/refuse', {
  ...officer,
  summary: 'Refuse an order',
  body: RefuseBody,
  problems: closedProblems,
});
export const withdraw = command('/v1/orders/:order/withdraw', {
  ...officer,
  summary: 'Record that the body withdrew its order',
  body: StepBody,
  problems: closedProblems,
});
export const disclose = command('/v1/orders/:order/disclose', {
  ...officer,
  summary: 'Carry an approved order out, once',
  description:
    'Answers exactly what the order covers: its fields, as held now or in force in its period, and the sign-ins of the ' +
    'period where addresses are among the fields. The same command again answers the same, less what was erased since.',
  body: StepBody,
  answer: closed({
    disclosed: Type.Array(
      Type.Object(
        {
          subject: UuidText,
          values: Type.Array(
            Type.Object({
              field: text,
              value: Type.Optional(Type.Unknown()),
              erased: Type.Optional(Type.Literal(true)),
              heldFor: text,
              version: Type.Integer(),
              since: TimeText,
            }),
          ),
          signIns: Type.Array(
            Type.Object({
              time: TimeText,
              ipAddress: Type.Optional(Type.Unknown()),
              erased: Type.Optional(Type.Literal(true)),
            }),
          ),
        },
        { $id: 'DisclosedToBody' },
      ),
    ),
  }),
  problems: ['order-not-approved', 'key-unavailable', 'event-too-large', ...closedProblems],
});
export const lift = command('/v1/orders/:order/lift-secrecy', {
  ...officer,
  summary: 'End the secrecy of an order',
  description: 'From now on the subject finds the disclosure in his register.',
  body: StepBody,
  problems: ['order-not-secret'],
});

export const extend = command('/v1/orders/:order/extend-secrecy', {
  ...officer,
  summary: 'Extend the secrecy of an order, with the reason',
  description: 'While it stands, to a later last day. What has come to be known stays known.',
  body: ExtendSecrecyBody,
  problems: ['order-not-secret', 'malformed-value'],
});

const facts = {
  order: UuidText,
  registered: TimeText,
  body: text,
  ground: text,
  legitimacy: text,
  deadline: Type.Optional(DayText),
  status: text,
};
export const list = query('/v1/orders', {
  ...officer,
  summary: 'List orders, the oldest first',
  query: closed({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    cursor: Type.Optional(Type.String({ maxLength: 128 })),
    status: Type.Optional(oneOf(ORDER_STATUSES)),
    body: Type.Optional(Type.String({ maxLength: 64 })),
  }),
  position: true,
  response: Type.Object(
    {
      orders: Type.Array(
        Type.Object({ ...facts, secret: Type.Boolean(), secretUntil: Type.Optional(DayText) }),
      ),
      next: Type.Optional(Type.String({ description: '`cursor` of the next page; absent on the last one.' })),
    },
    { $id: 'OrderPage' },
  ),
  problems: ['projection-behind'],
});
export const bodies = query('/v1/orders/bodies', {
  ...officer,
  summary: 'Read which bodies may get access, and on which grounds',
  response: Type.Object(
    {
      checkedOn: DayText,
      bodies: Type.Array(
        Type.Object({
          body: text,
          name: text,
          grounds: Type.Array(
            Type.Object({
              ground: text,
              kind: text,
              legitimacy: text,
              law: text,
              from: Type.Optional(DayText),
              to: Type.Optional(DayText),
              fields: Type.Array(text),
              reference: text,
              secrecy: Type.Optional(text),
              confirmed: Type.Boolean(),
              source: text,
            }),
          ),
        }),
      ),
    },
    { $id: 'Bodies' },
  ),
});
export const one = query('/v1/orders/:order', {
  ...officer,
  summary: 'Read an order',
  description: 'The look is recorded with the order, not with whom it concerns.',
  response: Type.Object(
    {
      ...facts,
      subjects: Type.Array(UuidText),
      fields: Type.Array(text),
      period: Type.Optional(Type.Object({ from: DayText, to: DayText })),
      digest: text,
      issuedOn: DayText,
      receivedOn: DayText,
      secrecy: Type.Optional(Type.Object({ ground: text, until: Type.Optional(DayText) })),
      secrecyExtensions: Type.Array(Type.Object({ until: DayText, reason: Type.Optional(text) })),
      registeredBy: text,
      approvedBy: Type.Optional(text),
      reference: Type.Optional(text),
      issuer: Type.Optional(text),
      text: Type.Optional(text),
      erased: Type.Optional(Type.Literal(true)),
    },
    { $id: 'Order' },
  ),
  problems: ['key-unavailable'],
});
