import { DomainError } from '#libs/kernel';
import { Executions, RequestCommandHandler, type EndKeys, type Erase } from '#libs/requests';
import { SubjectCommandHandler } from '#libs/subjects';
import type { Core } from './open';

/** Handler of commands on requests, for timers. */
export function requestHandler({ runner, catalogues }: Core): RequestCommandHandler {
  return new RequestCommandHandler(runner, catalogues);
}

/** Requests carried out in the subject's stream: by the API at once, by the projections what a crash left. */
export function requestExecutions(core: Core): Executions {
  const { runner, vault, catalogues, claims } = core;
  return new Executions(runner, vault, new SubjectCommandHandler(runner, vault, catalogues, claims), erase);
}

/** A closed request's keys, when its retention is over. */
export const endKeys: EndKeys = () => Promise.reject(new DomainError('not-ready'));

const erase: Erase = () => Promise.reject(new DomainError('not-ready'));
