/** What a certificate of an erasure does not show; it says so itself. */
export const NOT_PROVED = [
  'That no copy of the plain values was made before: by whom they were shared with, on paper, in a screenshot.',
  'That the master key of that time is destroyed: until `irrecoverable`, who has it and an old copy of the keyring can read.',
  'That the clock of the service was right.',
  'That this is the register that everybody sees: compare the checkpoint with one that did not come from the operator.',
] as const;
