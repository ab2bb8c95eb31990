import type { EntryFunctions } from '#libs/register';
import type { SigningEventData } from './events';

export const signingEntries: EntryFunctions<SigningEventData> = {
  SigningKeyMade: ({ origin, key, vkey, signer }) => [
    { kind: 'signing-key-made', about: { key, origin, signer, vkey } },
  ],
  SigningKeyRotated: ({ origin, key, vkey, replaces, until }) => [
    { kind: 'signing-key-rotated', about: { key, origin, replaces, until, vkey } },
  ],
  SigningKeyRetired: ({ origin, key, until }) => [
    { kind: 'signing-key-retired', about: { key, origin, until } },
  ],
  SignerMoved: ({ signer }) => [{ kind: 'signer-moved', about: { signer } }],
  RegisterForkRecorded: ({ incident, origin, since, sound, signed, place }) => [
    { kind: 'fork-recorded', about: { incident, origin, place, signed, since, sound } },
  ],
  OriginBegun: ({ incident, origin, key, vkey, previous }) => [
    {
      kind: 'origin-begun',
      about: {
        incident,
        key,
        origin,
        previousOrigin: previous.origin,
        previousRoot: previous.root,
        previousSize: previous.size,
        vkey,
      },
    },
  ],
};
