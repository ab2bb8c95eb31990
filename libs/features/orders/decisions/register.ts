import { Type, type Static } from '@sinclair/typebox';
import { FIELDS, type Catalogue } from '#libs/catalogue';
import { ToSeal, type Given } from '#libs/commands';
import { closed, DayText, oneOf, UuidText } from '#libs/http/schema';
import { brusselsDay, DomainError, type Day, type Uuid } from '#libs/kernel';
import { bodyOf, groundOn } from '../bodies';
import type { OrderState } from '../state';
import { event, malformed, orderPurpose, PURPOSE, type OrderDecided } from './shared';

const listOf = (maxLength: number) => Type.Optional(Type.Array(Type.String({ maxLength }), { maxItems: 50 }));
const Code = Type.String({ maxLength: 64, pattern: '^[a-z0-9-]+$' });

export const RegisterBody = closed({
  body: Code,
  ground: Code,
  legitimacy: oneOf(['judicial', 'administrative'] as const),
  reference: Type.String({ minLength: 1, maxLength: 200, description: 'Kept encrypted.' }),
  issuer: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Who signed it; kept encrypted.' }),
  ),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000, description: 'Kept encrypted.' })),
  digest: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the document, hex.' }),
  issuedOn: DayText,
  receivedOn: Type.Optional(DayText),
  deadline: Type.Optional(DayText),
  concerns: closed(
    {
      subjects: Type.Optional(Type.Array(UuidText, { maxItems: 50 })),
      domains: listOf(253),
      logins: listOf(256),
    },
    {
      minProperties: 1,
      description: 'Whom it concerns; looked up here, so that no look elsewhere tells of it.',
    },
  ),
  fields: Type.Array(oneOf(FIELDS), { minItems: 1, maxItems: FIELDS.length, uniqueItems: true }),
  period: Type.Optional(closed({ from: DayText, to: DayText })),
  secrecy: Type.Optional(
    closed({
      ground: Type.String({ minLength: 1, maxLength: 200, pattern: '^[A-Za-z0-9 .,()/§-]+$' }),
      until: Type.Optional(DayText),
    }),
  ),
});
export type RegisterOrder = Static<typeof RegisterBody>;

/** An order comes in: a listed body, a ground of its own that covers what is asked, somebody whom it concerns (P16). */
export function decideRegister(
  state: OrderState,
  command: RegisterOrder,
  given: Given,
  catalogue: Catalogue,
  subjects: readonly Uuid[],
): OrderDecided[] {
  if (state.status !== 'none') return [];
  const today = brusselsDay(given.now);
  const { reference, issuer, text, concerns: _, ...facts } = command;
  requireDays(command, today);
  requireGround(command, catalogue, command.issuedOn);
  if (subjects.length === 0) throw new DomainError('order-subject-unknown');
  const { id: purpose, basis } = orderPurpose(catalogue);
  return [
    event('OrderRegistered', {
      ...facts,
      receivedOn: command.receivedOn ?? today,
      purpose,
      basis,
      subjects: [...subjects].sort(),
      fields: [...command.fields].sort(),
      sealed: new ToSeal(PURPOSE, 'matter', {
        reference,
        ...(issuer !== undefined && { issuer }),
        ...(text !== undefined && { text }),
      }),
    }),
  ];
}

function requireGround(command: RegisterOrder, catalogue: Catalogue, day: Day): void {
  const body = bodyOf(command.body);
  if (!body) throw new DomainError('body-unknown');
  const ground = groundOn(command.ground, day);
  if (
    !ground ||
    !body.grounds.some(code => code === command.ground) ||
    ground.legitimacy !== command.legitimacy
  )
    throw new DomainError('ground-not-fitting');
  const { optional } = orderPurpose(catalogue);
  const beyond = command.fields.filter(field => !ground.fields.includes(field) || !optional.includes(field));
  if (beyond.length > 0) throw new DomainError('scope-beyond-ground', { fields: beyond.sort() });
  // Sign-ins are asked for a time, never for all times.
  if (command.fields.includes('ipAddress') && !command.period)
    throw malformed('/period', 'needed-for-sign-ins');
  if (command.secrecy && ground.secrecy === undefined) throw malformed('/secrecy', 'ground-knows-no-secrecy');
}

function requireDays({ issuedOn, receivedOn }: RegisterOrder, today: Day): void {
  if (issuedOn > today) throw malformed('/issuedOn', 'not-in-the-future');
  if (receivedOn !== undefined && (receivedOn > today || receivedOn < issuedOn))
    throw malformed('/receivedOn', 'after-issue-not-in-the-future');
}
