import { Executions, RequestCommandHandler, type EndKeys, type Erase } from '#libs/features/requests';
import { SubjectCommandHandler } from '#libs/features/subjects';
import type { Core } from './open';

/** Handler of commands on requests, for timers. */
export function requestHandler({ runner, catalogues }: Core): RequestCommandHandler {
  return new RequestCommandHandler(runner, catalogues);
}

/** Requests carried out in the subject's stream: by the API at once, by the projections what a crash left. */
export function requestExecutions(core: Core): Executions {
  const { runner, vault, catalogues, claims, erasures } = core;
  const erase: Erase = ({ subject, purpose, request, reason }, context) => {
    const scope = purpose === undefined ? { of: 'subject' as const } : { of: 'purpose' as const, purpose };
    return erasures.begin(subject, { scope, reason, request }, context);
  };
  return new Executions(runner, vault, new SubjectCommandHandler(runner, vault, catalogues, claims), erase);
}

/** A closed request's keys, when its retention is over. */
export function endKeys({ fencing }: Core): EndKeys {
  return (owner, cause, context) => fencing.owner(cause, owner, context);
}
