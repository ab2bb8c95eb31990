import type { StoredEvent } from '../port';

/** An event as the table has it. */
export interface Row {
  position: string;
  revision: number;
  id: string;
  command_id: string;
  stream: string;
  type: string;
  fingerprint: string;
  bytes: Buffer;
}

export const COLUMNS = 'position::text, revision, id, command_id, stream, type, fingerprint, bytes';

/** Bytes of one page, about: large events make pages shorter, so that a page fits in memory whatever its limit. */
const PAGE_BYTES = 8 * 1024 * 1024;

/** Selects a page of the log in order, after the position $1. `limit`: of its events. */
export function pageOfLog(columns: string, limit: string): string {
  return `select ${columns}
            from (select *, sum(octet_length(bytes)) over (order by position) - octet_length(bytes) as before
                    from (select * from events where position > $1 order by position limit ${limit}) page) sized
           where before < ${PAGE_BYTES} order by sized.position`;
}

export function storedEvent(row: Row): StoredEvent {
  return {
    id: row.id,
    type: row.type,
    bytes: row.bytes,
    commandId: row.command_id,
    fingerprint: row.fingerprint,
    stream: row.stream,
    revision: row.revision,
    position: row.position,
  };
}
