import type { Reactor } from '#libs/feature';

/** Resumes what requests ask for in subjects' streams, also what a crash left half way. */
export const requestExecutions: Reactor = {
  on: ['CarryingOutBegun'],
  react: async begun =>
    new (await import('#features/requests/commands/resume-execution')).ResumeExecution(begun),
};
