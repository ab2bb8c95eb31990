import type { Reactor, ReadModelParts } from '#libs/feature';

/** What is kept for a matter alone ends with it: the keys of its owner are fenced, also after a crash (P07, P15). */
export function endings({ endings: owners }: Pick<ReadModelParts, 'endings'>): Reactor {
  return {
    on: [...owners.keys()],
    async react(record) {
      const { EndKeys } = await import('#features/erasure/commands/end-keys');
      const owner = owners.get(record.type)!(record.data as never, record as never);
      return new EndKeys(owner, record.id, record);
    },
  };
}
