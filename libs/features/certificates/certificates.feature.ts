import { feature } from '#libs/feature';

export const certificates = feature<Record<never, never>>({
  name: 'certificates',
  streams: {},
  events: {},
  entries: {},
  module: async () => (await import('#features/certificates/certificates.module')).CertificatesModule,
});
