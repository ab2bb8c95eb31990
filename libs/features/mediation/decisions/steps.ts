import { Type, type Static } from '@sinclair/typebox';
import type { Catalogue } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError, type Uuid } from '#libs/kernel';
import { closed, DayText, oneOf } from '#libs/http';
import type { MediationState } from '../state';
import { event, mediationPurpose, requireGoingOn, requireThere, type MediationDecided } from './shared';

const channel = oneOf(['email', 'letter', 'telephone'] as const);
const ownerChannel = oneOf(['email', 'letter', 'telephone', 'application'] as const);

export const TellBody = closed({ channel, on: Type.Optional(DayText) });
export const InformBody = closed({ channel: ownerChannel });
export const AnswerBody = closed({ choice: oneOf(['accepted', 'declined'] as const), channel: ownerChannel });
export const OwnAnswerBody = closed({ choice: oneOf(['accepted', 'declined'] as const) });
export const ReplyBody = closed({ channel });
export const WithdrawBody = closed({ by: oneOf(['third-party'] as const) });

/** Evidence that the third party knows that its name is passed on, before it is. */
export function decideTell(
  state: MediationState,
  command: Static<typeof TellBody>,
  { now }: Given,
): MediationDecided[] {
  requireGoingOn(state);
  if (state.told !== undefined) return [];
  const today = brusselsDay(now);
  const on = command.on ?? today;
  if (on > today || on < brusselsDay(new Date(state.openedAt)))
    throw new DomainError('malformed-value', { errors: [{ pointer: '/on', rule: 'day-of-the-matter' }] });
  return [event('ThirdPartyTold', { channel: command.channel, on })];
}

/** The owner is told who seeks contact: only after the third party knows, and only while he has time to choose. */
export function decideInform(
  state: MediationState,
  command: Static<typeof InformBody>,
  catalogue: Catalogue,
): MediationDecided[] {
  requireGoingOn(state);
  if (state.told === undefined) throw new DomainError('third-party-not-told');
  if (state.owner === undefined) throw new DomainError('owner-unknown');
  if (state.informed) return [];
  if (state.periodEnded) throw new DomainError('answer-period-over');
  const { id: purpose, basis } = mediationPurpose(catalogue);
  return [event('OwnerInformed', { owner: state.owner, purpose, basis, channel: command.channel })];
}

/** The owner chooses freely, and may choose otherwise until the third party has its answer (P15). */
export function decideAnswer(
  state: MediationState,
  command: Static<typeof AnswerBody>,
  by: Uuid | undefined,
): MediationDecided[] {
  requireThere(state);
  // To anybody else, and before he was informed, there is no such mediation.
  if (by !== undefined && (state.owner !== by || !state.informed)) throw new DomainError('not-found');
  requireGoingOn(state);
  if (state.owner === undefined || !state.informed) throw new DomainError('owner-not-informed');
  if (state.choice === command.choice) return [];
  return [event('OwnerAnswered', { owner: state.owner, choice: command.choice, channel: command.channel })];
}

/**
 * The third party's answer, with which the matter ends. Unless the owner chose to make contact it is the same text on
 * the same day, whether he declined, kept silent, or is nobody here: neither text nor time tells which.
 */
export function decideReply(
  state: MediationState,
  command: Static<typeof ReplyBody>,
  { now }: Given,
): MediationDecided[] {
  requireGoingOn(state);
  const { channel } = command;
  if (state.choice === 'accepted') {
    return [
      event('ThirdPartyAnswered', { answer: 'owner-writes', channel }),
      event('MediationEnded', { outcome: 'answered' }),
    ];
  }
  if (brusselsDay(now) <= state.until) throw new DomainError('answer-not-due', { from: state.until });
  if (state.told === undefined) throw new DomainError('third-party-not-told');
  return [
    event('ThirdPartyAnswered', { answer: 'neutral', channel }),
    event('MediationEnded', { outcome: 'answered' }),
  ];
}

export function decideWithdraw(state: MediationState): MediationDecided[] {
  requireThere(state);
  return state.status === 'ended' ? [] : [event('MediationEnded', { outcome: 'withdrawn' })];
}

/** Timer: the owner's last day is over. */
export function decideEndPeriod(state: MediationState, { now }: Given): MediationDecided[] {
  if (state.status !== 'open' || state.periodEnded || brusselsDay(now) <= state.until) return [];
  return [event('AnswerPeriodEnded', { until: state.until })];
}

/** Timer: nothing of the third party is kept beyond the latest day, answered or not. */
export function decideLapse(state: MediationState, { now }: Given): MediationDecided[] {
  if (state.status !== 'open' || brusselsDay(now) <= state.latest) return [];
  return [event('MediationEnded', { outcome: 'lapsed' })];
}
