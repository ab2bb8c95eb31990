import { join } from 'node:path';
import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import { judged, said, type Goal } from './goals';
import { runService, type Service } from './service';
import { affected } from './telling/affected';
import { corrected, type Side, type Sizes } from './telling/corrections';
import { fill, listed } from './telling/duties';
import { delivered } from './telling/webhooks';

type Server = EmbeddedPostgres & { readonly pid: number };

interface On {
  readonly folder: string;
  readonly postgres: Server;
  /** Starts a server of its own, by the name of its folder; whoever called ends it. */
  readonly startServer: (name: string) => Promise<Server>;
  readonly say: (line: string) => void;
}

interface TellingSizes extends Sizes {
  readonly people: number;
  readonly entries: number;
  /** Folder of a checkout that is built, from before there were duties. */
  readonly against?: string | undefined;
}

const MOST = 1.05;
const LISTS = ['first', 'overdue', 'ofRecipient', 'ofClient', 'deep'];
const GOALS: readonly Goal[] = [
  ...LISTS.map(list => ({ of: `duties.${list}.p99`, atMost: 50 })),
  { of: 'affected.seconds', atMost: 10 },
  { of: 'webhooks.perHour', atLeast: 10_000 },
];
const AGAINST: readonly Goal[] = [
  { of: 'corrections.neverToBefore', atMost: MOST },
  { of: 'corrections.renewedToBefore', atMost: MOST },
  { of: 'corrections.openedToBefore', atMost: MOST },
];
/** Where there is nothing of before: what those whom nobody got cost stands for it. */
const ALONE: readonly Goal[] = [
  { of: 'corrections.renewedToNever', atMost: MOST },
  { of: 'corrections.openedToNever', atMost: MOST },
];

/**
 * What it costs that others hear of it (Art. 19, 33): corrections of who was never shared and of who was, lists of open duties
 * over so many people with ten sharings each, webhooks beside a mixed load, and whom a breach affects.
 */
export async function telling(on: On, sizes: TellingSizes): Promise<Record<string, unknown>> {
  const { folder, postgres, say } = on;
  const service = await runService(folder, postgres.urls, { INZAGE_WEBHOOK_NETWORKS: '127.0.0.0/8' });
  const parts: Record<string, unknown> = {};
  const keep = (name: string, part: unknown): void => {
    parts[name] = part;
    say(`${name}: ${JSON.stringify(part)}`);
  };
  try {
    keep('corrections', await corrections(on, { service, postgres }, sizes));
    keep('webhooks', await delivered(service, sizes));
    await fill(postgres, sizes.people);
    keep('duties', { people: sizes.people, ...(await listed(service)) });
  } finally {
    await service.stop();
  }
  keep('affected', await withService(on, 'register', side => affected(side, sizes.entries)));
  const goals = judged(parts, [...GOALS, ...(sizes.against === undefined ? ALONE : AGAINST)]);
  for (const each of goals) say(said(each));
  return { ...parts, goals };
}

async function corrections(
  on: On,
  own: Omit<Side, 'readModels'>,
  sizes: TellingSizes,
): Promise<Record<string, unknown>> {
  const now = { ...own, readModels: ['records', 'register', 'duties'] };
  const { against } = sizes;
  if (against === undefined) return corrected({ now }, sizes);
  const root = join(against, 'dist');
  const measured = (side: Omit<Side, 'readModels'>): Promise<Record<string, unknown>> =>
    corrected({ now, before: { ...side, readModels: ['records', 'register'] } }, sizes);
  return withService(on, 'before', measured, root);
}

/** A service on a server of its own. @param root of what it is compiled to, where that is not this checkout */
async function withService<T>(
  { folder, startServer }: On,
  name: string,
  work: (on: { readonly service: Service; readonly postgres: Server }) => Promise<T>,
  root?: string,
): Promise<T> {
  const postgres = await startServer(name);
  const service = await runService(join(folder, name), postgres.urls, {}, root);
  try {
    return await work({ service, postgres });
  } finally {
    await service.stop();
  }
}
