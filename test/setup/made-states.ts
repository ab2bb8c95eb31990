import { randomUUID } from 'node:crypto';
import { checkOf, digestOf, shippedCatalogues } from '#libs/catalogue';
import { NEXT } from '../projections/longest-values';
import type { DescribedCommands } from './described-commands';

type Values = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, string>>;

const [OLIVIA, PIETER] = ['privacy-officer:olivia', 'privacy-officer:pieter'] as const;
const DAY_MS = 86_400_000;
/** Left out, though the walk would give it: what stands without it, or comes now. */
const now = { receivedAt: undefined, matter: undefined };

/**
 * Brings subjects, orders, requests and all else into the states in which commands are accepted that a walk by chance does not
 * come to. Who does it is a role, and a person where it takes two; each body has what the state demands, and all else is at
 * the ends of what the schema lets pass.
 */
export class MadeStates {
  constructor(
    private readonly commands: Pick<DescribedCommands, 'carryOut'>,
    /** What a contract holds at most. */
    private readonly values: Values,
    /** A name that nobody holds yet, in an extension. */
    private readonly domain: () => string,
  ) {}

  async all(): Promise<void> {
    const owner = await this.subject();
    await this.uses(owner);
    await this.links(owner);
    const mediated = await this.domainOf(owner);
    await this.mediations(mediated);
    await this.transfers(owner, await this.subject());
    await this.orders(owner);
    await this.matters();
    await this.requests(owner);
    await this.audits();
    await this.restrictions(owner);
    await this.erasures();
    await this.duties();
    await this.breaches();
    await this.webhooks();
    await this.calendars();
    await this.catalogues();
  }

  private do(who: string, address: string, given?: Values): Promise<Answer> {
    return this.commands.carryOut(who, address, given);
  }

  private async subject(): Promise<string> {
    const collect = [{ purpose: 'contract', values: this.values }];
    const { subject } = await this.do('service', '/v1/subjects', { kind: 'natural-person', collect });
    return `/v1/subjects/${subject!}`;
  }

  /** P01, P10 to P12: what is used, shared and did not arrive; a service from its start to its end. */
  private async uses(at: string): Promise<void> {
    const day = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
    const about = { type: 'hosting', from: undefined, link: undefined, renewsOn: day(30) };
    const { service } = await this.do('service', `${at}/start-service`, about);
    const { email } = this.values;
    await this.do('service', `${at}/collect`, { purpose: 'hosting', source: 'subject', values: { email } });
    await this.do('service', `${at}/use-further`, { from: 'contract', to: 'renewal', fields: undefined });
    await this.do('service', `${at}/contact-for-renewal`, { service, channel: 'email' });
    await this.do('service', `${at}/renew-service`, { service, renewsOn: '2999-12-31' });
    await this.do('service', `${at}/choose-payment`, { method: 'online-payment', instance: undefined });
    await this.do('service', `${at}/use-further`, { from: 'contract', to: 'bookkeeping', fields: undefined });
    const { sharing } = await this.do('service', `${at}/share`, {
      purpose: 'bookkeeping',
      recipient: 'accounting-office',
      reference: 'invoice/1',
      instance: undefined,
      link: undefined,
      transit: undefined,
      format: undefined,
    });
    await this.do('service', `${at}/record-sharing-failed`, { sharing });
    await this.do('service', `${at}/drop-payment`, { method: 'online-payment' });
    await this.do('service', `${at}/sign-ins`);
    const asked = { channel: 'application', request: undefined, purposes: undefined };
    await this.do('service', `${at}/correct`, { values: { email: 'new@example.be' }, ...asked });
    await this.do('service', `${at}/end-service`, { service, on: undefined });
  }

  private async links(at: string): Promise<void> {
    for (const kind of ['login', 'identity']) {
      const { link } = await this.do('service', `${at}/link-${kind}`);
      await this.do('service', `${at}/unlink-${kind}`, { link });
    }
    const { link } = await this.do('service', `${at}/link-domain`, { domain: this.domain(), role: 'payer' });
    await this.do('service', `${at}/unlink-domain`, { link });
  }

  private async domainOf(at: string): Promise<string> {
    const domain = this.domain();
    await this.do('service', `${at}/link-domain`, { domain, role: 'holder' });
    return domain;
  }

  /** P15: an owner who accepts, a third party who withdraws. */
  private async mediations(domain: string): Promise<void> {
    const open = async (): Promise<string> =>
      `/v1/mediations/${(await this.do('service', '/v1/mediations', { domain })).mediation!}`;
    const at = await open();
    await this.do('staff', `${at}/tell-third-party`);
    await this.do('staff', `${at}/inform-owner`);
    await this.do('staff', `${at}/answer`, { choice: 'accepted' });
    await this.do('staff', `${at}/answer-third-party`);
    await this.do('staff', `${await open()}/withdraw`);
    await open();
  }

  /** To nobody that is known here, which fails, and to another holder. */
  private async transfers(at: string, holder: string): Promise<void> {
    const about = { domain: this.domain(), role: 'holder' };
    const { link } = await this.do('service', `${at}/link-domain`, about);
    await this.do('service', `${at}/transfer-domain`, { link, to: randomUUID() });
    const terms = { document: 'terms:be', version: '2018-05-25', on: undefined };
    await this.do('service', `${holder}/accept-document`, terms);
    await this.do('service', `${at}/transfer-domain`, { link, to: idOf(holder) });
  }

  /** P16: disclosed in secrecy, which is extended and lifted; refused; withdrawn. */
  private async orders(at: string): Promise<void> {
    const register = async (): Promise<string> => {
      const { order } = await this.do(OLIVIA, '/v1/orders', {
        body: 'public-prosecutor',
        ground: 'sv-46bis',
        legitimacy: 'judicial',
        concerns: { subjects: [idOf(at)] },
        fields: ['familyName', 'email'],
        secrecy: { ground: 'art. 46bis', until: '2999-12-30' },
        deadline: undefined,
      });
      return `/v1/orders/${order!}`;
    };
    await this.do(OLIVIA, '/v1/orders/grounds/sv-39bis/confirm', { readOn: '2026-01-01' });
    const order = await register();
    await this.do(PIETER, `${order}/approve`);
    await this.do(OLIVIA, `${order}/disclose`);
    await this.do(OLIVIA, `${order}/extend-secrecy`, { until: '2999-12-31' });
    await this.do(PIETER, `${order}/lift-secrecy`);
    await this.do(OLIVIA, `${await register()}/refuse`);
    await this.do(OLIVIA, `${await register()}/withdraw`);
    const secret = await register();
    await this.do(PIETER, `${secret}/approve`);
    await this.do(OLIVIA, `${secret}/disclose`);
    await this.do(OLIVIA, `${secret}/extend-secrecy`, { until: '2999-12-31' });
  }

  /** P18 to P20. */
  private async requests(at: string): Promise<void> {
    const subject = idOf(at);
    const register = async (about: Values): Promise<string> =>
      `/v1/requests/${(await this.do('staff', '/v1/requests', { ...now, ...about })).request!}`;
    const { familyName, email } = this.values;
    const stranger = {
      kind: 'access',
      channel: 'email',
      requester: 'former-customer',
      subject: undefined,
      contact: { familyName, email },
    };
    // The first one stays as it came.
    await register(stranger);
    const of = { subject, requester: undefined, contact: undefined };
    const byTelephone = await register({ kind: 'restriction', channel: 'telephone', ...of });
    await this.do('staff', `${byTelephone}/ask-confirmation`);
    await this.do('staff', `${byTelephone}/confirm`, now);
    await this.do('staff', `${byTelephone}/carry-out`, {
      correct: undefined,
      erase: undefined,
      object: undefined,
      restrict: { ground: 'unlawful' },
    });
    await this.do('staff', `${byTelephone}/send-letter`, { letter: 'restriction-done' });
    await this.do('staff', `${byTelephone}/close`, { withdrawn: undefined });

    const byStranger = await register(stranger);
    await this.do('staff', `${byStranger}/ask-proof`);
    await this.do('staff', `${byStranger}/reject-proof`, now);
    await this.do('staff', `${byStranger}/ask-proof`);
    await this.do('staff', `${byStranger}/verify`, now);
    await this.do('staff', `${byStranger}/link`, { subject });
    await this.do(OLIVIA, `${byStranger}/extend`);
    await this.do(OLIVIA, `${byStranger}/refuse`, { reason: 'rights-of-others', scope: 'part' });

    const stale = await register({ kind: 'rectification', channel: 'letter', ...of });
    await this.do('staff', `${stale}/carry-out`, {
      correct: { values: { email: 'stale@example.be' }, version: 0 },
      erase: undefined,
      object: undefined,
      restrict: undefined,
    });
    await this.do('service', `${at}/requests`, { kind: 'question' });
    // Overdue since long: officers are reminded at once.
    await register({ kind: 'access', channel: 'letter', ...of, receivedAt: '1900-01-01T00:00:00.000Z' });
  }

  /** P07. */
  private async matters(): Promise<void> {
    const about = { receivedAt: undefined, latest: undefined };
    const open = (): Promise<Answer> => this.do('staff', '/v1/matters', about);
    // The first one stays as it came.
    await open();
    const { matter } = await open();
    await this.do('staff', `/v1/matters/${matter!}/note`);
    await this.do('staff', `/v1/matters/${matter!}/close`, { into: undefined });
    // Mail that asks something has a clock, and becomes a request of its time.
    const mail = (await this.do('staff', '/v1/matters', { ...about, mailbox: 'privacy' })).matter!;
    // Unanswered since long: officers are reminded at once.
    const long = { ...about, mailbox: 'privacy', receivedAt: '1900-01-01T00:00:00.000Z' };
    await this.do('staff', '/v1/matters', long);
    const { familyName, email } = this.values;
    const { request } = await this.do('staff', '/v1/requests', {
      kind: 'access',
      channel: 'email',
      requester: 'unknown',
      subject: undefined,
      contact: { familyName, email },
      receivedAt: undefined,
      matter: mail,
    });
    await this.do('staff', `/v1/matters/${mail}/close`, { into: { kind: 'request', id: request } });
  }

  /** One that is over, and one in which auditors are let in. */
  private async audits(): Promise<void> {
    const { audit } = await this.do(OLIVIA, '/v1/audits');
    await this.do(OLIVIA, `/v1/audits/${audit!}/close`);
    await this.do(OLIVIA, '/v1/audits');
  }

  /** Art. 18 and 21. */
  private async restrictions(at: string): Promise<void> {
    const about = { ground: 'accuracy-contested', request: undefined };
    const { restriction } = await this.do('staff', `${at}/restrict`, about);
    const lifting = { restriction, reason: 'accuracy-settled' };
    const told = { ...lifting, channel: 'letter', language: 'en' };
    await this.do('staff', `${at}/announce-lifting`, told);
    await this.do('staff', `${at}/lift-restriction`, lifting);
    const { objection } = await this.do('staff', `${at}/object`, { purpose: 'fraud', request: undefined });
    await this.do(OLIVIA, `${at}/settle-objection`, { objection, outcome: 'withdrawn' });
    const { mark } = await this.do('staff', `${at}/mark-other-person`, {
      purpose: 'contract',
      field: 'email',
    });
    await this.do(OLIVIA, `${at}/settle-other-person`, { mark, outcome: 'shown' });
  }

  /** Art. 17: of a field, which leaves the rest sealed anew, and of a whole subject. */
  private async erasures(): Promise<void> {
    const reason = { reason: 'unlawful', finding: 'kept-too-long', law: undefined, request: undefined };
    const field = { of: 'field', purpose: 'contract', field: 'telephone' };
    const part = await this.subject();
    await this.do('staff', `${part}/approve-erasure`, { scope: field, ...reason });
    await this.do(OLIVIA, `${part}/erase`, { scope: field, ...reason });
    const whole = await this.subject();
    await this.do('staff', `${whole}/approve-erasure`, { scope: undefined, ...reason });
    await this.do(OLIVIA, `${whole}/erase`, { scope: { of: 'subject' }, ...reason });
  }

  /** Art. 19: one who is told of a correction, of which the first telling fails; one who is told of an erasure; two waived. */
  private async duties(): Promise<void> {
    const of = async (): Promise<{ at: string; duty: string }> => {
      const at = await this.sharedOnline();
      const correction = {
        values: { language: 'fr-BE' },
        purposes: ['online-payment'],
        channel: 'application',
        request: undefined,
      };
      const { tell } = await this.do('service', `${at}/correct`, correction);
      return { at, duty: `${at}/duties/${(tell as unknown as { duties: string[] }[])[0]!.duties[0]!}` };
    };
    const told = { format: undefined };
    const { at, duty } = await of();
    await this.do('service', `${duty}/tell`, told);
    await this.do('service', `${duty}/record-failed`);
    await this.do(OLIVIA, `${duty}/tell`, told);
    await this.do(OLIVIA, `${duty}/confirm`);
    const ground = { reason: 'unlawful', finding: 'kept-too-long', law: undefined, request: undefined };
    await this.do('staff', `${at}/approve-erasure`, { scope: undefined, ...ground });
    const { duties } = await this.do(OLIVIA, `${at}/erase`, { scope: { of: 'subject' }, ...ground });
    const ofErasure = `${at}/duties/${(duties as unknown as string[])[0]!}`;
    await this.do(OLIVIA, `${ofErasure}/tell`, told);
    await this.do('service', `${ofErasure}/confirm`);
    const waived = (await of()).duty;
    const why = { ground: 'disproportionate', reason: 'effort-beyond-interest' };
    await this.do(OLIVIA, `${waived}/waive`, why);
    await this.do(PIETER, `${waived}/waive`, why);
  }

  /** What services hear of; nothing is listening there. */
  private async webhooks(): Promise<void> {
    const about = { client: 'webshop', url: 'https://webshop.invalid/in' };
    const { webhook } = await this.do(OLIVIA, '/v1/webhooks', about);
    await this.do(OLIVIA, `/v1/webhooks/${webhook!}/retry`);
    await this.do(OLIVIA, `/v1/webhooks/${webhook!}/remove`);
  }

  private async calendars(): Promise<void> {
    const { calendar } = await this.do(OLIVIA, '/v1/calendars');
    await this.do(OLIVIA, `/v1/calendars/${calendar!}/revoke`);
  }

  /** P21: a draft that is given up, and one that is revised and published by another. */
  private async catalogues(): Promise<void> {
    const begin = (): Promise<Answer> => this.do(OLIVIA, '/v1/catalogue/drafts');
    const { draft: other } = await begin();
    await this.do(PIETER, `/v1/catalogue/drafts/${other!}/withdraw`);
    const { draft, digest: replaces } = await begin();
    const { looks: _, ...catalogue } = NEXT;
    await this.do(OLIVIA, `/v1/catalogue/drafts/${draft!}/revise`, { catalogue, replaces });
    const last = shippedCatalogues().at(-1)!;
    const check = checkOf({ digest: digestOf(catalogue) }, { digest: digestOf(last) });
    await this.do(PIETER, `/v1/catalogue/drafts/${draft!}/publish`, { check });
  }

  /** Art. 33, 34: one that is told of in two phases, and closed; one of which persons are not told. */
  private async breaches(): Promise<void> {
    const [happenedAt, foundAt, knownAt] = [9, 8, 7].map(hours =>
      new Date(Date.now() - hours * 3_600_000).toISOString(),
    );
    const unknown = { endedAt: undefined, reportedAt: undefined, processor: undefined };
    const found = async (): Promise<string> => {
      const { breach } = await this.do(OLIVIA, '/v1/breaches', { happenedAt, foundAt, knownAt, ...unknown });
      return `/v1/breaches/${breach!}`;
    };
    const at = await found();
    await this.do(OLIVIA, `${at}/correct`, { ...unknown, happenedAt, foundAt, knownAt: foundAt });
    await this.do(OLIVIA, `${at}/notify-authority`, { at: undefined, complete: false });
    const asked = {
      from: happenedAt,
      to: knownAt,
      purpose: 'contract',
      client: undefined,
      recipient: undefined,
    };
    const { affected } = await this.do(OLIVIA, `${at}/affected`, { ...asked, size: undefined });
    await this.do(OLIVIA, `${at}/assess`, { risk: 'high-risk' });
    const { letter } = await this.do(OLIVIA, `${at}/write-letter`, {
      affected,
      part: 'held',
      after: undefined,
      contact: undefined,
    });
    await this.do(PIETER, `${at}/notify-authority`, { at: undefined, complete: true });
    await this.do(OLIVIA, `${at}/tell-persons`, { at: undefined, letter });
    await this.do(OLIVIA, `${at}/close`);
    const other = await found();
    await this.do(OLIVIA, `${other}/assess`, { risk: 'high-risk' });
    await this.do(OLIVIA, `${other}/not-tell-persons`, {
      ground: 'risk-averted',
      publicCommunication: undefined,
    });
    await this.do(OLIVIA, `${await found()}/assess`);
  }

  /** A customer who pays online, whose data the payment provider got. */
  private async sharedOnline(): Promise<string> {
    const at = await this.subject();
    await this.do('service', `${at}/choose-payment`, { method: 'online-payment', instance: undefined });
    const { email, language } = this.values;
    const values = { email, language };
    await this.do('service', `${at}/collect`, { purpose: 'online-payment', source: 'subject', values });
    await this.do('service', `${at}/share`, {
      purpose: 'online-payment',
      recipient: 'ingenico',
      reference: 'order/1',
      instance: undefined,
      link: undefined,
      transit: undefined,
      format: undefined,
    });
    return at;
  }
}

function idOf(address: string): string {
  return address.split('/').at(-1)!;
}
