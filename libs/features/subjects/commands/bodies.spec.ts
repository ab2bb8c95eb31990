import { CompiledForm, schemaOf, type Dto } from '#libs/http/schema';
import { jan, testId } from '../testing';
import * as commands from '.';

const id = testId('link');
/** One body of each command that its shape takes. */
const BODIES: Record<string, [dto: Dto, body: Record<string, unknown>]> = {
  register: [
    commands.RegisterBody,
    { kind: 'natural-person', policy: '2018-05-25', collect: [{ purpose: 'contract', values: jan }] },
  ],
  collect: [commands.CollectBody, { purpose: 'contract', source: 'subject', values: jan }],
  useFurther: [commands.UseFurtherBody, { from: 'contract', to: 'renewal', fields: ['email'] }],
  correct: [commands.CorrectBody, { values: jan, channel: 'telephone', purposes: ['contract'], request: id }],
  startService: [commands.StartServiceBody, { type: 'domain', link: id, from: '2026-01-01' }],
  renewService: [commands.RenewServiceBody, { service: id, renewsOn: '2026-01-01' }],
  endService: [commands.EndServiceBody, { service: id, on: '2026-01-01' }],
  linkLogin: [commands.LinkLoginBody, { login: 'jan' }],
  linkIdentity: [commands.LinkIdentityBody, { issuer: 'https://id.example', subject: 'x' }],
  linkDomain: [commands.LinkDomainBody, { domain: 'münchen.be', role: 'holder' }],
  unlink: [commands.UnlinkBody, { link: id }],
  unlinkDomain: [commands.UnlinkDomainBody, { link: id, reason: 'mistake' }],
  beginTransfer: [commands.BeginTransferBody, { link: id, to: id }],
  acceptDocument: [
    commands.AcceptDocumentBody,
    { document: 'terms:be', version: '2018-05-25', channel: 'letter' },
  ],
  choosePayment: [commands.ChoosePaymentBody, { method: 'direct-debit', instance: 'kbc' }],
  dropPayment: [commands.DropPaymentBody, { method: 'direct-debit' }],
  share: [
    commands.ShareBody,
    { purpose: 'direct-debit', recipient: 'Acme Marketing', reference: 'a/1', transit: { iban: 'x' } },
  ],
  recordSharingFailed: [commands.RecordSharingFailedBody, { sharing: id, reason: 'rejected' }],
  contactForRenewal: [commands.ContactForRenewalBody, { service: id, channel: 'email' }],
  restrict: [commands.RestrictBody, { ground: 'unlawful' }],
  announce: [commands.AnnounceLiftingBody, { restriction: id, reason: 'subject-asked', channel: 'letter' }],
  lift: [commands.LiftRestrictionBody, { restriction: id, reason: 'subject-asked' }],
  object: [commands.ObjectBody, { purpose: 'fraud', request: id }],
  markOtherPerson: [commands.MarkOtherPersonBody, { purpose: 'contract', field: 'email' }],
  settleOtherPerson: [commands.SettleOtherPersonBody, { mark: id, outcome: 'left-out' }],
  settle: [commands.SettleObjectionBody, { objection: id, outcome: 'upheld' }],
};

describe.each(Object.entries(BODIES))('the shape of %s', (_name, [dto, body]) => {
  const shape = new CompiledForm(dto);

  test('takes a body of its members and no other', () => {
    expect(shape.firstMisfit(body)).toBeUndefined();
    expect(shape.fits(body)).toBe(true);
    expect(shape.fits({ ...body, other: 1 })).toBe(false);
    expect(shape.fits([])).toBe(false);
  });

  test('each member has its type, and is there where it must be', () => {
    for (const name of Object.keys(body)) {
      expect(shape.fits({ ...body, [name]: null })).toBe(false);
      expect(shape.fits({ ...body, [name]: 7 })).toBe(false);
    }
    const needed = schemaOf(dto).required ?? [];
    for (const name of needed) {
      const { [name]: _left, ...rest } = body;
      expect(shape.fits(rest)).toBe(false);
    }
  });
});

test('no command is left out here', () => {
  const schemas = Object.entries(commands).filter(([name]) => name.endsWith('Body'));
  expect(
    schemas.map(([, schema]) => schema).every(schema => Object.values(BODIES).some(([s]) => s === schema)),
  ).toBe(true);
});

test('P03 P04 an unlisted field passes the shape, for the decision to refuse it on record', () => {
  const shape = new CompiledForm(commands.CollectBody);
  const body = { purpose: 'contract', source: 'subject' };
  expect(shape.fits({ ...body, values: { email: 'x', birthDate: { year: 1980 } } })).toBe(true);
  expect(shape.fits({ ...body, values: {} })).toBe(false);
  expect(shape.fits({ ...body, values: { email: 7 } })).toBe(false);
});
