import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DatabaseUrls } from '#libs/database';
import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import type { ApiClient } from './api-client';
import { readExport } from './exported';
import { isNamed } from './named';
import type { Operator } from './operator';
import { places } from './places';
import { randomTampers, type Changed } from './random';
import { FORKED, newest, TAMPERS, treeAnew, type Tamper, type Told } from './tampers';
import { bothSay, verifier, type Verdict } from './verifiers';

export interface Found {
  readonly name: string;
  readonly verdict?: Verdict;
  /** What the doctor found. */
  readonly doctor: Readonly<Record<string, number>>;
  readonly found: boolean;
}

export interface Report {
  readonly entries: number;
  readonly untouched: Verdict;
  readonly tampers: readonly Found[];
  /** By table and column. */
  readonly random: Readonly<Record<string, { readonly changed: number; readonly found: number }>>;
  readonly secondSignature: readonly { readonly on: string; readonly answer: string }[];
  /** What was not found; empty is how it should be. */
  readonly missed: readonly string[];
}

/** What an auditor has: a key, a checkpoint, an export of that day; all in files of their own. */
interface Auditor {
  readonly vkey: string;
  readonly checkpoint: string;
  readonly earlier: string;
}

/** How many checkpoints and secret disclosures there are besides the customers. */
const [CHECKPOINTS, DISCLOSURES] = [8, 8];

/** Fills a register, tampers with copies of it, and says what was found and named. */
export class Check {
  private copies = 0;

  constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedPostgres,
    private readonly operator: Operator,
    private readonly admin: Client,
    private readonly say: (line: string) => void,
  ) {}

  async run(entries: number, count: number): Promise<Report> {
    const { operator } = this;
    const { urls } = this.postgres;
    const vkey = await operator.during(urls, () => operator.makeKey(urls));
    await this.fill(Math.ceil(entries / 2));
    const [older, olderFile] = [await this.copy(), operator.keepFile()];
    await this.fill(entries);
    const [auditor, untouched] = await this.audited(vkey);
    this.say(`untouched: ${untouched.verdict}: ${untouched.message}`);
    const file = operator.keepFile();
    const again = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        return await work();
      } finally {
        file();
      }
    };
    const tampers: Found[] = [];
    for (const tamper of TAMPERS) tampers.push(await again(() => this.tamper(tamper, auditor)));
    tampers.push(await again(() => this.olderDump(older, auditor)));
    const changed = await this.random(count, auditor);
    const secondSignature = await again(() => this.secondSignature(older, olderFile));
    return this.report(untouched, tampers, changed, secondSignature);
  }

  private report(
    untouched: Verdict,
    tampers: readonly Found[],
    changed: readonly Changed[],
    secondSignature: Report['secondSignature'],
  ): Report {
    const random: Record<string, { changed: number; found: number }> = {};
    for (const { place, missedBy } of changed) {
      const at = (random[place] ??= { changed: 0, found: 0 });
      at.changed += 1;
      at.found += missedBy.length === 0 ? 1 : 0;
    }
    const missed = [
      ...(untouched.verdict === 'proved' ? [] : ['the untouched register is not proved']),
      ...tampers.filter(({ found }) => !found).map(({ name }) => name),
      ...changed
        .filter(({ missedBy }) => missedBy.length > 0)
        .map(({ place, where, missedBy }) => `${place} at ${where}, by ${missedBy.join(' and ')}`),
      ...secondSignature
        .filter(({ answer }) => answer !== 'register-forked')
        .map(({ on }) => `a signature on ${on}`),
    ];
    return { entries: Number(untouched.size), untouched, tampers, random, secondSignature, missed };
  }

  /** Customers until there are so many entries, and a checkpoint after each part of them, cosigned by a witness. */
  private fill(entries: number): Promise<void> {
    return this.operator.during(
      this.postgres.urls,
      async api => {
        const before = await api.size();
        for (let part = 1; part <= CHECKPOINTS / 2; part++) {
          const until = before + ((entries - before) * part) / (CHECKPOINTS / 2);
          for (let i = 0; i < DISCLOSURES / CHECKPOINTS; i++) await api.secretDisclosure();
          for (let size = await api.size(); size < until; size = await api.size())
            await api.import(Math.min(1_000, Math.ceil((until - size) / 4)));
          signed(await api.sign());
        }
        this.say(`${await api.size()} of ${entries} entries`);
      },
      { witnessed: true },
    );
  }

  /** What the auditor gets on a day on which all is well, and what they find then. */
  private async audited(vkey: string): Promise<[Auditor, Verdict]> {
    const [checkpoint, earlier] = [this.file('checkpoint'), this.file('earlier.jsonl')];
    await this.operator.during(this.postgres.urls, async api => {
      await api.export(earlier);
      const { checkpoint: note } = JSON.parse(readExport(earlier).head) as { checkpoint: string };
      writeFileSync(checkpoint, note);
    });
    const auditor = { vkey, checkpoint, earlier };
    return [auditor, await bothSay(['export', earlier, '--vkey', vkey, '--checkpoint', checkpoint])];
  }

  /** Both verifiers on what the service exports of this database. */
  private async verify(urls: DatabaseUrls, { vkey, checkpoint, earlier }: Auditor): Promise<Verdict> {
    const file = this.file('exported.jsonl');
    await this.operator.during(urls, api => api.export(file));
    const args = ['--vkey', vkey, '--checkpoint', checkpoint, '--earlier', earlier];
    return bothSay(['export', file, ...args]);
  }

  private async tamper(tamper: Tamper, auditor: Auditor): Promise<Found> {
    const urls = await this.copy();
    const db = await this.open(urls);
    const { rows } = await db.query<{ size: string }>('select max(n) + 1 as size from register_entries');
    const told = await tamper.apply(db, Number(rows[0]!.size));
    await db.end();
    const verdict = await this.shown(tamper, urls, auditor);
    return this.judged(tamper, verdict, urls, told);
  }

  private async olderDump(older: DatabaseUrls, auditor: Auditor): Promise<Found> {
    const db = await this.open(older);
    const size = Number(await newest(db));
    await db.end();
    const told = { first: [size, size], places: [`size ${sizeOf(auditor)}`] } as const;
    const tamper = { name: 'all of it from an older dump', codes: FORKED };
    return this.judged(tamper, await this.verify(older, auditor), older, told);
  }

  private async shown({ shown }: Tamper, urls: DatabaseUrls, auditor: Auditor): Promise<Verdict | undefined> {
    if (shown === 'doctor') return undefined;
    return shown === 'export'
      ? this.verify(urls, auditor)
      : this.operator.during(urls, api => this.proof(api, auditor));
  }

  /** An inclusion proof of the first entry, as the service makes it now. */
  private async proof(api: ApiClient, auditor: Auditor): Promise<Verdict> {
    const { vkey, checkpoint, earlier } = auditor;
    const size = sizeOf(auditor);
    const { entry } = JSON.parse(readExport(earlier).entries[0]!) as { entry: string };
    const [proof, file] = [this.file('proof.json'), this.file('entry')];
    writeFileSync(proof, await api.text(`/v1/register/0/proof?size=${size}`));
    writeFileSync(file, entry);
    return bothSay(['inclusion', proof, '--entry', file, '--vkey', vkey, '--checkpoint', checkpoint]);
  }

  private async judged(
    { name, codes }: Pick<Tamper, 'name' | 'codes'>,
    verdict: Verdict | undefined,
    urls: DatabaseUrls,
    { first, places }: Told,
  ): Promise<Found> {
    const findings = await this.operator.doctor(urls);
    const doctor: Record<string, number> = {};
    for (const { code, count } of findings) doctor[code] = (doctor[code] ?? 0) + count;
    const byVerifier =
      verdict === undefined ||
      (verdict.verdict === 'disproved' && (first === undefined || isAmong(verdict.first, first)));
    const coded = findings.filter(({ code }) => codes.includes(code));
    const byDoctor = places.every(place => isNamed(place, coded));
    const said = verdict ? `${verdict.verdict}: ${verdict.message}` : 'nothing of it leaves the operator';
    const found = byVerifier && byDoctor;
    const where = `${Object.keys(doctor).join(', ') || 'nothing'} (${byDoctor ? '' : 'without '}${places.join(', ')})`;
    this.say(`${name}: ${said} · doctor: ${where}`);
    return { name, ...(verdict && { verdict }), doctor, found };
  }

  private async random(count: number, auditor: Auditor): Promise<Changed[]> {
    const urls = await this.copy();
    const db = await this.open(urls);
    const { parseKey } = await verifier();
    const ground = {
      db,
      whole: readExport(auditor.earlier),
      keys: [(await parseKey(auditor.vkey))!],
      checkpoint: readFileSync(auditor.checkpoint, 'utf8'),
      findings: () => this.operator.findings(urls),
    };
    const before = await ground.findings();
    if (before.length > 0) throw new Error(`the doctor finds ${before[0]!.code} where nothing was changed`);
    const all = await places(db, new URL(urls.service).username);
    const changed = await randomTampers(count, all, ground, this.say);
    await db.end();
    return changed;
  }

  /** On a register that is another than what was signed nothing is signed, whatever of what was signed is set back with it. */
  private async secondSignature(
    older: DatabaseUrls,
    olderFile: () => void,
  ): Promise<Report['secondSignature']> {
    const changed = await this.copy();
    const db = await this.open(changed);
    await TAMPERS.find(({ name }) => name === 'register and tree together')!.apply(db, 1_000);
    await treeAnew(db);
    await db.end();
    const answers: { on: string; answer: string }[] = [];
    for (const [on, urls, witnessed] of [
      ['an older dump', older, false],
      ['a changed register', changed, false],
      ['an older dump with the file of that time, before a witness', older, true],
    ] as const) {
      if (witnessed) olderFile();
      const answer = await this.operator.during(urls, api => api.sign(), { witnessed });
      answers.push({ on, answer: 'refused' in answer ? answer.refused : 'signed' });
      this.say(`a second signature on ${on}: ${answers.at(-1)!.answer}`);
    }
    return answers;
  }

  /** The database as it stands, once more. Nobody may be connected to it. */
  private async copy(): Promise<DatabaseUrls> {
    const { urls } = this.postgres;
    const name = `copy${++this.copies}`;
    const of = new URL(urls.owner).pathname.slice(1);
    const owner = new URL(urls.owner).username;
    await this.admin.query(`create database ${name} template ${of} owner ${owner}`);
    await this.admin.query(
      `do $$ begin execute (select coalesce(string_agg(format('grant connect, temporary on database ${name} to %I', rolname), '; '), 'select 1') from pg_roles where rolname like 'inzage%'); end $$`,
    );
    return { ...urls, owner: at(urls.owner, name), service: at(urls.service, name) };
  }

  /** As the superuser, whom no trigger and no right stops. */
  private async open(urls: DatabaseUrls): Promise<Client> {
    const name = new URL(urls.owner).pathname.slice(1);
    const db = new Client({ connectionString: at(this.postgres.superuserUrl, name) });
    await db.connect();
    await db.query("set session_replication_role = replica; set timezone = 'UTC'");
    return db;
  }

  private file(name: string): string {
    return join(this.folder, name);
  }
}

/** The size of the checkpoint that the auditor has. */
function sizeOf({ checkpoint }: Auditor): string {
  return readFileSync(checkpoint, 'utf8').split('\n')[1]!;
}

/** Whether the entries that a verdict names are among those. */
function isAmong(named: Verdict['first'], [from, to]: NonNullable<Told['first']>): boolean {
  return named !== undefined && Number(named.from) >= from && Number(named.to) <= to;
}

function signed(answer: { readonly note: string } | { readonly refused: string }): void {
  if ('refused' in answer) throw new Error(`No checkpoint was signed: ${answer.refused}`);
}

function at(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
