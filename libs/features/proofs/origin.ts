import type { Signings } from '#libs/features/signing';
import { DomainError } from '#libs/kernel';

/** The origin that is signed for now. @throws DomainError not-signing */
export async function currentOrigin(signings: Pick<Signings, 'state'>): Promise<string> {
  const origin = (await signings.state()).origins.at(-1);
  if (origin === undefined) throw new DomainError('not-signing');
  return origin;
}
