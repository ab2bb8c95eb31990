import { Type, type Static } from '@sinclair/typebox';
import type { Catalogue } from '#libs/catalogue';
import { ToSeal, type Given } from '#libs/commands';
import { addDays, brusselsDay, DomainError, type Uuid } from '#libs/kernel';
import { closed, oneOf } from '#libs/http';
import { parseDomainName, parseField, type Parsed } from '#libs/features/subjects';
import type { MediationState } from '../state';
import { event, mediationPurpose, PURPOSE, type MediationDecided } from './shared';

/**
 * Days that the owner has to answer, and days after which the matter is over whatever happened. The policy names none:
 * both are the controller's decision. Both begin at the opening, so that no date tells whether somebody was informed.
 */
export const ANSWER_DAYS = 21;
export const LATEST_DAYS = 35;

export const OpenBody = closed({
  domain: Type.String({ maxLength: 253, description: 'The domain name whose owner is sought.' }),
  familyName: Type.String({
    maxLength: 200,
    description: 'Name of the third party, or of its organisation.',
  }),
  givenName: Type.Optional(Type.String({ maxLength: 200 })),
  email: Type.String({ maxLength: 254, description: 'Where the third party gets its answer.' }),
  message: Type.Optional(
    Type.String({
      maxLength: 4000,
      description: 'What the owner is told. Kept encrypted, for the matter only.',
    }),
  ),
  language: Type.Optional(oneOf(['nl', 'fr', 'en'] as const)),
});
export type Open = Static<typeof OpenBody>;

/** The domain name in its one form. @throws DomainError `malformed-value` */
export function domainOf({ domain }: Pick<Open, 'domain'>): string {
  return parsed(parseDomainName(domain), '/domain');
}

/**
 * A third party seeks contact with the owner of a domain name (P15). Whether somebody here owns it changes nothing of
 * what is answered.
 */
export function decideOpen(
  state: MediationState,
  command: Open,
  given: Given,
  catalogue: Catalogue,
  owner: Uuid | undefined,
): MediationDecided[] {
  if (state.status !== 'none') return [];
  const purpose = mediationPurpose(catalogue);
  const day = brusselsDay(given.now);
  const { message } = command;
  return [
    event('MediationOpened', {
      purpose: purpose.id,
      basis: purpose.basis,
      ...(owner !== undefined && { owner }),
      language: command.language ?? 'nl',
      until: addDays(day, ANSWER_DAYS),
      latest: addDays(day, LATEST_DAYS),
      sealed: new ToSeal(PURPOSE, 'matter', {
        domain: domainOf(command),
        ...Object.fromEntries(
          (['familyName', 'givenName', 'email'] as const).flatMap(field =>
            command[field] === undefined
              ? []
              : [[field, parsed(parseField(field, command[field]), `/${field}`)]],
          ),
        ),
        ...(message !== undefined && { message }),
      }),
    }),
  ];
}

function parsed<T>(result: Parsed<T>, pointer: string): T {
  if (result.ok) return result.value;
  throw new DomainError('malformed-value', { errors: [{ pointer, rule: result.rule }] });
}
