import { feature } from '#libs/feature';
import { AUDIT_EVENTS, type AuditEventData } from './events';
import { auditEntries } from './register-entries';

export const audits = feature<AuditEventData>({
  name: 'audits',
  streams: { audits: null, 'register-looks-': null },
  events: AUDIT_EVENTS,
  entries: auditEntries,
  module: async () => (await import('#features/audits/audits.module')).AuditsModule,
});
