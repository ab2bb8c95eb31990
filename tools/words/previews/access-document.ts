import { ACCESS_FORMAT, type AccessDocument } from '#features/access-document/answers';
import { accessPage } from '#libs/features/access-document';
import { accessPdf } from '#features/access-document/page';
import type { Preview } from '../preview';
import { catalogue, PERSON, REFERENCE, SENDER, TODAY } from './example';
import { listOf } from './list';

const since = '2026-03-01T10:00:00.000Z';
const value = {
  purpose: 'contract/1',
  basis: 'A6-1-b',
  version: 1,
  source: 'subject',
  since,
  catalogue: catalogue.version,
  kept: { after: 'contract-end', duration: 'P1Y6M', source: '', decidedBy: 'controller' },
} as const;
const step = { time: since, role: 'privacy-officer', channel: 'email' };

/** A person of whom there is something of everything. */
const document: AccessDocument = {
  format: ACCESS_FORMAT,
  on: TODAY,
  controller: SENDER,
  policy: catalogue.version,
  subject: REFERENCE,
  kind: 'natural-person',
  registered: since,
  accepted: '2018-05-25',
  version: 3,
  purposes: {},
  values: [
    ...Object.entries(PERSON).map(([field, held]) => ({ ...value, field, value: held })),
    { ...value, field: 'email', value: 'an@example.be', replaced: '2026-03-10T10:00:00.000Z' },
    { ...value, field: 'telephone', erased: true },
    { ...value, field: 'email', leftOut: true, version: 2 },
    {
      ...value,
      field: 'familyName',
      value: PERSON.familyName,
      purpose: 'bookkeeping/1',
      basis: 'A6-1-c',
      kept: { after: 'period-end', duration: 'P10Y2W3D', source: '', decidedBy: 'law', until: '2036-12-31' },
    },
  ],
  links: [
    { kind: 'domain', role: 'holder', value: { domain: 'bakkerij-janssens.be' }, since },
    { kind: 'login', value: { login: 'an' }, since, ended: '2026-03-12T10:00:00.000Z' },
  ],
  services: [
    { type: 'domain', from: '2026-03-01', renewsOn: '2027-03-01' },
    { type: 'hosting', from: '2026-03-01', endsOn: '2026-09-01' },
  ],
  documents: [{ document: 'policy', version: '2018-05-25', on: '2026-03-01', channel: 'application' }],
  payment: { method: 'direct-debit', instance: 'kbc', name: 'KBC', since },
  restrictions: [{ ground: 'accuracy-contested', since }],
  objections: [{ purpose: 'fraud/1', status: 'pending', since }],
  erasure: { begun: since, kept: [{ purpose: 'bookkeeping/1', until: '2036-12-31' }] },
  sharings: [
    {
      sharing: REFERENCE,
      at: since,
      recipient: 'dns-belgium',
      received: { name: 'DNS Belgium', role: 'controller', country: 'BE' },
      purpose: 'domain-be/1',
      basis: 'A6-1-b',
      versions: { familyName: 1, email: 1 },
    },
    {
      sharing: REFERENCE,
      at: since,
      recipient: 'bank',
      instance: 'kbc',
      received: { name: 'KBC', role: 'controller', country: 'BE' },
      purpose: 'direct-debit/1',
      basis: 'A6-1-b',
      transferGround: 'A45-3',
      versions: { familyName: 1 },
      failed: 'unreachable',
    },
  ],
  disclosures: [
    {
      at: since,
      body: 'fod-economie',
      name: '',
      ground: 'wer-xv-3',
      purpose: 'government-order/1',
      basis: 'A6-1-c',
      fields: ['familyName', 'address'],
    },
  ],
  uses: [
    {
      at: since,
      kind: 'renewal-contact',
      purpose: 'contract/1',
      basis: 'A6-1-b',
      channel: 'email',
      fields: ['email'],
    },
  ],
  looks: [
    { time: since, kind: 'looked', purpose: 'contract/1', view: 'record', role: 'staff' },
    { time: since, kind: 'looked', purpose: 'contract/1', view: 'record', role: 'staff' },
  ],
  signIns: [{ time: since, purpose: 'fraud/1', ipAddress: '203.0.113.7' }],
  requests: [
    {
      request: REFERENCE,
      kind: 'access',
      texts: ['…'],
      contact: { email: PERSON.email },
      steps: [
        { ...step, kind: 'request-registered', about: { kind: 'access', due: '2026-04-02' } },
        { ...step, kind: 'letter-sent', about: { letter: 'confirmation' } },
      ],
    },
  ],
  mediations: [{ mediation: REFERENCE, steps: [{ ...step, kind: 'owner-informed', about: {} }] }],
  history: [
    {
      ...step,
      kind: 'registered',
      about: { kind: 'natural-person' },
      purpose: 'contract/1',
      fields: ['email'],
    },
    { ...step, kind: 'document-accepted', about: { document: 'policy', version: '2018-05-25' } },
  ],
  leftOut: { values: 1, unsettled: [], mediations: 1 },
  rights: ['rectification', 'erasure', 'restriction', 'portability', 'objection', 'complaint'],
  profiling: false,
};

/** All that is held on a person (Art. 15), and every word of it. */
export const accessDocument: readonly Preview[] = [
  {
    name: 'document',
    make: language => ({
      html: accessPage(document, catalogue, language),
      pdf: () => accessPdf(document, catalogue, language),
    }),
  },
  listOf('access-document'),
];
