import { CATALOGUE_STREAM } from '#libs/catalogue';
import { refusalStream } from '#libs/commands';
import { accessStream } from '#libs/features/access';
import { matterStream } from '#libs/features/correspondence';
import { FENCE_STREAM } from '#libs/features/erasure';
import { mediationStream } from '#libs/features/mediation';
import { orderStream } from '#libs/features/orders';
import { requestStream } from '#libs/features/requests';
import { subjectStream } from '#libs/features/subjects';

const KINDS = [accessStream, matterStream, mediationStream, orderStream, refusalStream, requestStream, subjectStream]; // prettier-ignore

/** What the names of this service's streams begin with, or are. */
const BEGINNINGS = KINDS.map(nameOf => nameOf(''));
const WHOLE = new Set([CATALOGUE_STREAM, FENCE_STREAM]);

/** Whether a stream is of a kind that this service writes. What somebody else keeps under the log's prefix is not. */
export function isOwnStream(name: string): boolean {
  return WHOLE.has(name) || BEGINNINGS.some(beginning => name.startsWith(beginning));
}
