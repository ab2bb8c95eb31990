import type { Role } from '#libs/http';
import type { App } from '../setup/app';
import { done, Http, type Answered, type Headed } from './http';

/** A caller of a scenario: a role, and who it is. */
export class Person {
  private readonly http: Http;
  private readonly who: string;

  constructor(
    app: App,
    role: Role,
    /** Who it is; of a service its client. */
    sub?: string,
  ) {
    this.http = new Http(app);
    this.who = sub === undefined ? role : `${role}:${sub}`;
  }

  /** Something that must be done. */
  async does(path: string, body: unknown, headers?: Headed): Promise<Answered> {
    return done(this.post(path, body, headers));
  }

  /** The stable code of a refusal; the status where it was none. */
  async refused(path: string, body: unknown, headers?: Headed): Promise<unknown> {
    const { status, body: problem } = await this.post(path, body, headers);
    return problem.code ?? status;
  }

  async sees(path: string): Promise<Answered> {
    return this.http.query(this.who, path);
  }

  async post(path: string, body: unknown, headers?: Headed): Promise<Answered> {
    return this.http.command(this.who, path, body, undefined, headers);
  }
}

export const JAN = {
  familyName: 'Peeters & <b>Zoon</b>',
  givenName: 'Jan',
  address: { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' },
  telephone: '+3292251234',
  email: 'jan.peeters@example.be',
};

/** A customer with what their contract needs, who can sign in. */
export async function signUp(
  app: App,
  shop: Person,
  sub: string,
  values: object = JAN,
): Promise<{ readonly subject: string; readonly at: string; readonly self: Person }> {
  const { body } = await shop.does('/v1/subjects', {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values }],
  });
  const subject = String(body.subject);
  const at = `/v1/subjects/${subject}`;
  await shop.does(`${at}/link-identity`, { issuer: app.issuer, subject: sub });
  return { subject, at, self: new Person(app, 'customer', sub) };
}
