import { fetched, piecesOf, Refused, Unreachable } from '../api/client';
import type { paths } from '../api/schema';
import { Kept } from '../app';
import type { Session } from '../auth';
import type { Name } from '../i18n';
import { LOST_MS } from '../ui/states';
import { status } from '../ui/status';
import { ExportSoFar, type Format } from './export-so-far';
import { download } from './files';
import type { Filter, Filters } from './filters';

type Asked = NonNullable<paths['/v1/register/export']['get']['parameters']['query']>;

/** What an export can be narrowed by, by what it is called there; what it takes not, it cannot be narrowed by. */
const NARROWED_BY: { readonly [F in Filter]: keyof Asked | undefined } = {
  kind: 'kind',
  processedFor: 'processedFor',
  recipient: 'recipient',
  field: 'field',
  actor: 'actor',
  from: 'since',
  to: 'until',
  subject: undefined,
  asOf: undefined,
  size: undefined,
};

/** Answers in a row that bring no entry more, after which it is given up: each of them is a look. */
const MOST_IDLE = 10;

interface Taking {
  readonly format: Format;
  readonly bytes: number;
  readonly part: number | undefined;
  /** Why it stands still; it goes on by itself. */
  readonly waits?: unknown;
}

interface Failed {
  readonly error: unknown;
  readonly filters: Filters;
}

/** The export that is under way, whichever view is shown, or why the last one did not come. */
export const exporting = new Kept<{ readonly now?: Taking; readonly failed?: Failed }>({});
let abort = new AbortController();

export function stopExport(): void {
  abort.abort();
}

/** Whether an export holds what is shown and no more. */
export function canExport(filters: Filters): boolean {
  return namesIn(filters).every(name => NARROWED_BY[name] !== undefined);
}

function namesIn(filters: Filters): Filter[] {
  return Object.keys(filters) as Filter[];
}

/** Takes the register along. A lost connection it survives: it goes on where it was, or begins anew where it cannot. */
export async function takeExport(session: Session, format: Format, filters: Filters): Promise<void> {
  abort = new AbortController();
  const { signal } = abort;
  const query = new URLSearchParams({ format });
  for (const name of namesIn(filters)) query.set(NARROWED_BY[name]!, filters[name]!);
  const soFar = new ExportSoFar(format, namesIn(filters).length > 0);
  const tell = (waits?: unknown): void => {
    const { bytes, part } = soFar;
    exporting.set({ now: { format, bytes, part, ...(waits !== undefined && { waits }) } });
  };
  status.set('export.begun');
  for (let idle = 0; ;) {
    const { entries, answers } = soFar;
    tell();
    const failure = await answered(session, query, soFar, signal, tell);
    if (signal.aborted) return end('export.stopped');
    const file = await soFar.file(failure === undefined);
    if (file) {
      download(file, `register.${format}`);
      return end('export.done');
    }
    idle = soFar.entries > entries ? 0 : idle + soFar.answers - answers;
    // An answer that ended before its file did was cut off in between.
    const reason = failure ?? new Unreachable();
    if (!passes(reason) || idle > MOST_IDLE) return end('export.failed', { error: reason, filters });
    tell(reason);
    status.set('export.waits');
    await pause(reason, signal);
    if (!signal.aborted) status.set('export.onward');
  }
}

function end(said: Name, failed?: Failed): void {
  exporting.set({ ...(failed && { failed }) });
  status.set(said);
}

/** One answer, as far as it comes. @returns why it came no further */
async function answered(
  session: Session,
  query: URLSearchParams,
  soFar: ExportSoFar,
  signal: AbortSignal,
  tell: () => void,
): Promise<unknown> {
  try {
    const asked = new URLSearchParams([...query, ...Object.entries(soFar.onward)]);
    const response = await fetched(session, `/v1/register/export?${asked.toString()}`, signal);
    soFar.begin(response.headers);
    for await (const bytes of piecesOf(response)) {
      soFar.add(bytes);
      tell();
    }
    return undefined;
  } catch (failure) {
    return failure;
  }
}

/** Whether it passes by itself: a connection that is lost, a service that asks to wait. */
function passes(reason: unknown): boolean {
  return reason instanceof Unreachable || (reason instanceof Refused && reason.retryAfter !== undefined);
}

/** Until it may be asked for again; a connection that is back is not waited for longer. */
async function pause(reason: unknown, signal: AbortSignal): Promise<void> {
  const wait = reason instanceof Refused ? (reason.retryAfter ?? 1) * 1_000 : LOST_MS;
  const over = new AbortController();
  const until = { once: true, signal: over.signal };
  await new Promise<void>(go => {
    const timer = setTimeout(go, wait);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
    signal.addEventListener('abort', () => go(), until);
    if (reason instanceof Unreachable) addEventListener('online', () => go(), until);
  });
  over.abort();
}
