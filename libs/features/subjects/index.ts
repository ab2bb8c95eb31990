export { Requested, requireSettled, UNSETTLED, type AskedFor } from './asked-for';
export * from './commands';
export {
  event,
  expectVersion,
  malformed,
  required,
  requirePurpose,
  requireSubject,
  requireUnrestricted,
  type Current,
  type SubjectContext,
  type SubjectDecided,
  type SubjectOutcome,
  type SubjectYields,
} from './guards';
export * from './events';
export * from './duties';
export { changesRecord, evolve, heldFor } from './evolve';
export { linkRefs, LINKS_PERIOD, noLinks, openedLinks, type OpenedLinks } from './links';
export { behindFences } from './behind-fences';
export { isDirectMarketing } from './objectable';
export { isUpheld, objectionTo, requireNoObjection, requireUpheld } from './objections';
export * from './opened';
export * from './payload';
export { hasAccepted, heldIn, isHeldInRecord, isOpen, openPurposes, periodOf, runs } from './purposes';
export { fieldsToReach, reachedWith } from './reached';
export { keptUntil, lastEnd, type Served } from './retention';
export * from './state';
export * from './register-entries';
export * from './forms';
export * from './vocabulary';
export { Claims, type Claim } from './claims';
export { HeldValues, leftOutOf, unsettledOf, type LeavesOut } from './left-out';
export { allHeldIn, type AllHeld, type HeldReference, type HeldVersion, type Open } from './held';
export { Holders } from './holders';
export { Payloads } from './sharing';
export { subjectOfOwner, subjectOwner, subjectStreamOf } from './stream';
export { SubjectCommand } from './subject-command';
