import ICAL from 'ical.js';
import { sql } from '../faults/erasing';
import { Person, signUp } from './people';
import { scenario } from './scenario';

const { app, olivia, an, shop } = scenario();
const pieter = new Person(app, 'privacy-officer', 'pieter.officer');

/** As a calendar does it: without a token. */
async function read(address: string, has?: string): Promise<Response> {
  return fetch(app.url + address, { headers: has === undefined ? {} : { 'if-none-match': has } });
}

test('what is due, in the calendar of an officer who cannot be asked to sign in (RFC 5545)', async () => {
  const { subject } = await signUp(app, shop, 'jan');
  // Late enough that its last day is among the thirty that a calendar shows, whatever holidays and weekends come.
  const receivedAt = new Date(Date.now() - 10 * 86_400_000).toISOString();
  const letter = { kind: 'access', channel: 'letter', subject, receivedAt };
  const { body: request } = await olivia.does('/v1/requests', letter);
  // As far as the lists are, the calendar is.
  await olivia.sees(`/v1/today?position=${String(request.position)}`);
  expect(await an.refused('/v1/calendars', {})).toBe('forbidden-role');
  const tried = await olivia.does('/v1/calendars?dryRun=true', { language: 'fr' });
  expect(tried.body).not.toHaveProperty('address');

  const { body: opened } = await olivia.does('/v1/calendars', { language: 'fr' });
  const address = String(opened.address);
  const first = await read(address);
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  expect(first.headers.get('cache-control')).toBe('private, max-age=300');
  const text = await first.text();
  const [event, ...rest] = new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent');
  expect(rest).toEqual([]);
  const reference = String(request.request).slice(0, 8);
  expect(event!.getFirstPropertyValue('summary')).toBe(`Demande à répondre (${reference})`);
  // By pseudonym neither: only the sort, a reference and a day.
  expect(text).not.toContain(subject);
  expect(text).not.toMatch(/Peeters|Jan|example\.be/);

  const tag = first.headers.get('etag')!;
  const again = await read(address, tag);
  expect([again.status, await again.text()]).toEqual([304, '']);

  // Another one takes its place; a colleague revokes that.
  const { body: second } = await olivia.does('/v1/calendars', {});
  expect((await read(address, tag)).status).toBe(404);
  expect((await read(String(second.address))).status).toBe(200);
  await pieter.does(`/v1/calendars/${String(second.calendar)}/revoke`, {});
  const gone = await read(String(second.address));
  expect([gone.status, ((await gone.json()) as { code: string }).code]).toEqual([404, 'not-found']);
  const { calendars } = (await pieter.sees('/v1/calendars')).body as { calendars: object[] };
  expect(calendars).toEqual([
    expect.objectContaining({
      calendar: opened.calendar,
      language: 'fr',
      revoked: expect.any(String) as string,
    }),
    expect.objectContaining({
      calendar: second.calendar,
      language: 'nl',
      revoked: expect.any(String) as string,
    }),
  ]);

  // Whoever knows the address reads the calendar: nothing else tells it.
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  for (const secret of [address, String(second.address)].map(each => each.split('/').at(-1)!.slice(0, -4)))
    for (const told of [app.log(), metrics, JSON.stringify(calendars)]) {
      expect(told.length).toBeGreaterThan(10);
      expect(told).not.toContain(secret);
    }
});

test('P05 who expires is counted however many others there are; what a list has no room for is said', async () => {
  const subject = "overlay(md5(n::text) placing '8' from 13 for 1)::uuid";
  // Longest outside the policy are 600 whom a service keeps. Of the others 700 have ten more days, two have twenty.
  await sql(
    app.database!.superUrl,
    `insert into subject_links (subject, since, links)
       select ${subject}, now() - case when n <= 600 then interval '900 days' when n <= 1300 then interval '80 days'
                                       else interval '70 days' end, 0
         from generate_series(1, 1302) n;
     insert into subject_facts (subject, kind, id, data, event, since)
       select ${subject}, 'service', 'kept', '{}', gen_random_uuid(), now() from generate_series(1, 600) n;
     insert into requests select (jsonb_populate_record(r, jsonb_build_object('request', gen_random_uuid()))).*
       from requests r, generate_series(1, 500)`,
  );
  const { body: opened } = await pieter.does('/v1/calendars', { language: 'en' });
  const text = await (await read(String(opened.address))).text();
  const said = new ICAL.Component(ICAL.parse(text) as unknown[])
    .getAllSubcomponents('vevent')
    .map(event => String(event.getFirstPropertyValue('summary')));
  expect(said[0]).toBe('More is open than is shown here: see Inzage');
  expect(said.filter(each => each.startsWith('Persons'))).toEqual([
    'Persons without domain or login expire (700)',
    'Persons without domain or login expire (2)',
  ]);
  // Those who expire are listed, too, whoever is kept before them.
  const { due } = (await olivia.sees('/v1/today')).body as { due: { what: string }[] };
  expect(due.filter(({ what }) => what === 'outside-policy')).toHaveLength(500);
});
