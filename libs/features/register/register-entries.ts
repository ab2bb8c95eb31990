import type { RefusalEventData } from '#libs/commands';
import type { EntryFunctions } from '#libs/register';

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
