import type { EntryFunctions } from '#libs/register';
import type { AuditEventData } from './events';

/** Looks at the register rest on accountability (Art. 5(2), Art. 24), a legal duty. */
const BASIS = 'A6-1-c';

export const auditEntries: EntryFunctions<AuditEventData> = {
  AuditOpened: ({ audit, by, until }) => [{ kind: 'audit-opened', about: { audit, by, until } }],
  AuditClosed: ({ audit }) => [{ kind: 'audit-closed', about: { audit } }],
  RegisterConsulted: ({ view, about }) => [
    { kind: 'looked', basis: BASIS, about: { ...about, view: `register/${view}` } },
  ],
};
