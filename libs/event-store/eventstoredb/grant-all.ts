import { ADMINS, metadataRequest } from './access';
import { parseAddress } from './connection-string';
import { openBare } from './open';

/**
 * Lets a user read `$all` and its metadata, which is closed to all but administrators. Adds to what is set already.
 * @param adminUrl of an administrator, as EVENTSTORE_URL
 */
export async function grantAll(adminUrl: string, user: string): Promise<void> {
  const { reader, appends, close } = await openBare(parseAddress(adminUrl));
  try {
    const last = await reader.single('$$$all', 'last');
    const set = last ? (JSON.parse(Buffer.from(last.getData_asU8()).toString('utf8')) as Metadata) : {};
    const acl = set.$acl ?? {};
    const merged = { ...set, $acl: { ...acl, $r: withUser(acl.$r, user), $mr: withUser(acl.$mr, user) } };
    const expected = last ? Number(last.getStreamRevision()) : 'no-stream';
    const answer = await appends.attempt(metadataRequest('$all', expected, merged));
    if (answer.kind !== 'appended')
      throw new Error(
        'EventStoreDB does not let this user write the metadata of $all: it takes an administrator.',
      );
  } finally {
    await close();
  }
}

interface Metadata {
  readonly $acl?: { readonly $r?: string | string[]; readonly $mr?: string | string[] };
}

function withUser(there: string | string[] | undefined, user: string): string[] {
  return [...new Set([...(there === undefined ? [ADMINS] : [there].flat()), user])];
}
