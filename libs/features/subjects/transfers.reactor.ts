import type { Reactor } from '#libs/feature';

/** Resumes transfers of domain names, also those that a crash left half way. */
export const domainTransfers: Reactor = {
  on: ['DomainTransferBegun'],
  react: async begun =>
    new (await import('#features/subjects/commands/resume-transfer')).ResumeTransfer(begun),
};
