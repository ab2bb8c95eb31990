import { feature } from '#libs/feature';
import { LoginSkeletonsProjection } from './login-skeletons.projection';
import { domainTransfers } from './transfers.reactor';
import { SUBJECT_EVENTS, type SubjectEventData } from './events';
import { subjectEntries } from './register-entries';

export const subjects = feature<SubjectEventData>({
  name: 'subjects',
  // What is sealed for telling recipients outlives the subject's own keys (Art. 19).
  streams: { 'subject-': ['subject', 'telling'] },
  events: SUBJECT_EVENTS,
  entries: subjectEntries,
  readModels: { 'login-skeletons': ({ vault }) => new LoginSkeletonsProjection(vault) },
  reactors: { 'domain-transfers': () => domainTransfers },
  sweeps: [async () => (await import('#features/subjects/claims.sweep')).ClaimSweep],
  module: async () => (await import('#features/subjects/subjects.module')).SubjectsModule,
});
