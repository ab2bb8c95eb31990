import pino, { type DestinationStream } from 'pino';
import { failureOf } from './failure';

/**
 * Everything that a log line may hold besides time, level and message. Nothing here can be a person's: names are
 * those of routes, projections and codes, ids those of traces and events.
 */
export interface Fields {
  readonly method?: string;
  /** Template, never the path as called. */
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly trace?: string;
  /** Code of a problem. */
  readonly code?: string;
  readonly role?: string;
  /** Name of a part: a projection, a worker, a check. */
  readonly name?: string;
  readonly event?: string;
  readonly type?: string;
  readonly position?: string;
  readonly count?: number;
  readonly address?: string;
  readonly version?: string;
  readonly signal?: string;
  /** What is wrong with the log: names a stream and a place in it. */
  readonly cause?: string;
}

const ALLOWED: ReadonlySet<string> = new Set<keyof Fields>([
  'method',
  'route',
  'status',
  'ms',
  'trace',
  'code',
  'role',
  'name',
  'event',
  'type',
  'position',
  'count',
  'address',
  'version',
  'signal',
  'cause',
]);

/** Structured logs. Messages are fixed texts; what varies is in the fields; of an error, see {@link failureOf}. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields, error?: unknown): void;
  error(message: string, fields?: Fields, error?: unknown): void;
}

export type Level = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** JSON Lines with an allow-list: a field that is not in {@link Fields} is dropped, even where the compiler was evaded. */
export function createLog(level: Level, destination: DestinationStream = pino.destination(1)): Log {
  const lines = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
    },
    destination,
  );
  const write =
    (at: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Fields = {}, error?: unknown): void => {
      if (!lines.isLevelEnabled(at)) return;
      const line: Record<string, unknown> = {};
      for (const name in fields) {
        const value = fields[name as keyof Fields];
        if (ALLOWED.has(name) && isPlain(value)) line[name] = value;
      }
      if (error !== undefined) line.failure = failureOf(error);
      lines[at](line, message);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Says nothing. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
