import type { CatalogueEventData } from '#libs/catalogue';
import type { RefusalEventData } from '#libs/commands';
import type { EntryFunctions } from './entries';

// Entries of what lies further in than the register; features outwards bring their own.

const UNLINKED = 'refusal-unlinked';

/** Refused over-collection, third parties and unmet conditions (P03, P04, P10–P14). */
export const refusalEntries: EntryFunctions<RefusalEventData> = {
  ProcessingRefused: (data, { stream }) => [
    {
      kind: 'refused',
      subject: stream === UNLINKED ? undefined : stream.slice('refusal-'.length),
      purpose: data.purpose,
      recipient: data.recipient,
      ...(data.fields && { fields: Object.fromEntries(data.fields.map(name => [name, {}])) }),
      about: { command: data.command, condition: data.condition, reason: data.reason },
    },
  ],
};

/** From when on which rules held (P21). The digest tells the version's content. */
export const catalogueEntries: EntryFunctions<CatalogueEventData> = {
  CataloguePublished: ({ version, from, digest }) => [
    { kind: 'catalogue-published', about: { digest, from, version } },
  ],
};
