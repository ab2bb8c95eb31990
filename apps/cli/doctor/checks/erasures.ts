import type { LogCheck } from '../check';
import { Tally } from '../findings';

/** An erasure is resumed within seconds; one that stands so long is not. */
const LATE_MS = 600_000;

/** Every erasure that was begun has come to its end (Art. 17: without undue delay). */
export const erasures: LogCheck = {
  name: 'erasures finished',
  begin({ clock }) {
    // Those that are open, by their id: few at any time, however long the log.
    const open = new Map<string, { readonly stream: string; readonly begun: string }>();
    return Promise.resolve({
      page(events) {
        for (const { record } of events) {
          if (!record) continue;
          const { erasure } = record.data as { erasure?: string };
          if (record.type === 'ErasureBegun')
            open.set(erasure!, { stream: record.stream, begun: record.time });
          else if (record.type === 'SubjectErased' || record.type === 'DataErased') open.delete(erasure!);
        }
        return Promise.resolve();
      },
      end() {
        const tally = new Tally();
        for (const [erasure, { stream, begun }] of open)
          if (clock.now().getTime() - Date.parse(begun) > LATE_MS)
            tally.add('erasure-unfinished', `erasure ${erasure} in ${stream}, begun ${begun}`);
        return Promise.resolve(tally.findings());
      },
    });
  },
};
