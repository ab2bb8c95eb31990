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

const BUT_BYTES = 'position::text, revision, id, command_id, stream, type, fingerprint';
export const COLUMNS = `${BUT_BYTES}, bytes`;

/** The same with the bytes as text: half of what hexadecimal digits are to be sent and read. */
export interface TextRow extends Omit<Row, 'bytes'> {
  text: string;
}
export const TEXT_COLUMNS = `${BUT_BYTES}, convert_from(bytes, 'UTF8') as text`;

/** Bytes of one page, about: large events make pages shorter, so that a page fits in memory whatever its limit. */
const PAGE_BYTES = 8 * 1024 * 1024;

/** Selects a page of the log in order, after the position $1. `limit`: of its events. */
export function pageOfLog(columns: string, limit: string): string {
  return `select ${columns}
            from (select *, sum(octet_length(bytes)) over (order by position rows unbounded preceding) - octet_length(bytes) as before
                    from (select * from events where position > $1 order by position limit ${limit}) page) sized
           where before < ${PAGE_BYTES} order by sized.position`;
}

export function storedEvent(row: Row | TextRow): StoredEvent {
  return {
    id: row.id,
    type: row.type,
    bytes: 'text' in row ? Buffer.from(row.text, 'utf8') : row.bytes,
    commandId: row.command_id,
    fingerprint: row.fingerprint,
    stream: row.stream,
    revision: row.revision,
    position: row.position,
  };
}
