import { randomBytes } from 'node:crypto';
import { webshop, type Story } from './story';
import type { Speaker } from './client';

/** A customer of the story. Names and numbers are made up; each run has its own logins and domain names. */
export interface Customer {
  readonly name: string;
  readonly subject: string;
  readonly login: string;
  readonly self: Speaker;
}

export const run = randomBytes(4).toString('hex');
const POLICY = '2018-05-25';

export interface Person {
  readonly familyName: string;
  readonly givenName?: string;
  readonly address: Readonly<Record<string, string>>;
  readonly telephone: string;
  readonly email: string;
  readonly language: string;
}

/** Signs up with the least that the contract needs (P01), with a login name and a way to sign in (P05, P08). */
export async function signUp(story: Story, name: string, person: Person): Promise<Customer> {
  const { familyName, givenName, address, email } = person;
  const { body } = await story.does(
    `${name} becomes a customer: name, address and e-mail for the contract, policy of ${POLICY} accepted (P01)`,
    story.api.command(webshop, '/v1/subjects', {
      kind: givenName === undefined ? 'legal-person' : 'natural-person',
      policy: POLICY,
      collect: [
        { purpose: 'contract', values: { familyName, ...(givenName && { givenName }), address, email } },
      ],
    }),
  );
  const subject = String(body.subject);
  const login = `${name.toLowerCase()}.${run}`;
  await story.does(
    `the login name of ${name} is linked (P05)`,
    command(story, subject, 'link-login', { login }),
  );
  await story.does(
    `${name} can sign in to the customer application (P08)`,
    command(story, subject, 'link-identity', { issuer: story.api.tokenIssuer, subject: login }),
  );
  return { name, subject, login, self: { role: 'customer', sub: login } };
}

/** Registers a domain name: terms first, then the holder's data, then the registry or registrar (P02, P10). */
export async function registerDomain(
  story: Story,
  customer: Customer,
  extension: 'be' | 'eu' | 'com',
  person: Person,
): Promise<string> {
  const { subject, name } = customer;
  const domain = `${name.toLowerCase()}-${run}.${extension}`;
  const { body } = await story.does(
    `${name} is the holder of ${domain} (P05)`,
    command(story, subject, 'link-domain', { domain, role: 'holder' }),
  );
  const link = String(body.link);
  await story.does(
    `the service starts, and opens what it needs (P22)`,
    command(story, subject, 'start-service', { type: 'domain', link, renewsOn: inAYear() }),
  );
  await story.refuses(
    `holder's data for .${extension} before its terms are accepted`,
    'terms-not-accepted',
    command(story, subject, 'collect', {
      purpose: `domain-${extension}`,
      source: 'subject',
      values: holder(extension, person),
    }),
  );
  await story.does(
    `${name} accepts the terms of .${extension} (P02)`,
    command(story, subject, 'accept-document', {
      document: `terms:${extension}`,
      version: POLICY,
      channel: 'application',
    }),
  );
  await story.does(
    `exactly the holder's data that .${extension} needs is collected (P03, P04)`,
    command(story, subject, 'collect', {
      purpose: `domain-${extension}`,
      source: 'subject',
      values: holder(extension, person),
    }),
  );
  return link;
}

function holder(extension: string, { language, ...person }: Person): Omit<Person, 'language'> {
  return extension === 'com' ? person : ({ ...person, language } as Person);
}

/** A command of the web shop on a subject. */
export function command(
  story: Story,
  subject: string,
  name: string,
  body: unknown,
  version?: number,
): ReturnType<Story['api']['command']> {
  return story.api.command(webshop, `/v1/subjects/${subject}/${name}`, body, version);
}

function inAYear(): string {
  const day = new Date();
  day.setUTCFullYear(day.getUTCFullYear() + 1);
  return day.toISOString().slice(0, 10);
}
