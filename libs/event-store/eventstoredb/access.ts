import { randomId } from '#libs/kernel';
import type { ExpectedRevision } from '../port';
import { appendRequest, type AppendRequest } from './messages';

export const ADMINS = '$admins';

/** Metadata by which a stream is read, written and described by this user and administrators alone. */
export function ownAccess(stream: string, user: string): AppendRequest {
  const both = [user, ADMINS];
  return metadataRequest(stream, 'no-stream', {
    $acl: { $r: both, $w: both, $d: both, $mr: both, $mw: both },
  });
}

/** One event that sets all of a stream's metadata. */
export function metadataRequest(stream: string, expected: ExpectedRevision, metadata: object): AppendRequest {
  const event = {
    id: randomId(),
    type: '$metadata',
    bytes: Buffer.from(JSON.stringify(metadata)),
    commandId: randomId(),
    fingerprint: '-',
  };
  return appendRequest(`$$${stream}`, expected, [event]);
}
