import type { Check, LogCheck } from './check';
import { checkpoints } from './checks/checkpoints';
import { cosignatures } from './checks/cosignatures';
import { databases } from './checks/databases';
import { engine } from './checks/engine';
import { erasures } from './checks/erasures';
import { fences } from './checks/fences';
import { keyring, keys } from './checks/keyring';
import { log } from './checks/log';
import { lookUps } from './checks/look-ups';
import { passings, projections, runners } from './checks/projections';
import { records } from './checks/records';
import { register } from './checks/register';
import { registrations } from './checks/registrations';
import { rights } from './checks/rights';
import { schema } from './checks/schema';
import { sealingKeys } from './checks/sealing-keys';
import { holds } from './checks/holds';
import { timers } from './checks/timers';
import { tree } from './checks/tree';
import { logPass, lookedAt, type Looked } from './log-pass';
import type { World } from './world';

/** The quick ones first: whatever they find explains what the long ones find. */
const QUICK: readonly Check[] = [
  databases,
  schema,
  rights,
  engine,
  keyring,
  projections,
  passings,
  runners,
  timers,
  fences,
  keys,
];
/** One pass over the log for all; the first is about the log itself. */
const LOG: readonly LogCheck[] = [log, register, holds, sealingKeys, erasures, registrations];
const RECORDS: readonly Check[] = [tree, checkpoints, cosignatures, records, lookUps];

export type Result = Looked & { readonly check: string; readonly milliseconds: number };

/** Checks of what only runs with the service. */
export const OF_THE_SERVICE: readonly Check[] = [runners, timers];

/** Puts all questions but those, and answers each when it is known. */
export async function* examine(world: World, but: readonly Check[] = []): AsyncGenerator<Result> {
  const one = async (check: Check): Promise<Result> => {
    const began = performance.now();
    const looked = await check.run(world).then(
      (findings): Looked => ({ findings }),
      (error: unknown) => lookedAt(error),
    );
    return { check: check.name, milliseconds: Math.round(performance.now() - began), ...looked };
  };
  for (const check of QUICK) if (!but.includes(check)) yield one(check);
  const began = performance.now();
  const pass = await logPass(world, LOG);
  const milliseconds = Math.round(performance.now() - began);
  for (const check of LOG) yield { check: check.name, milliseconds, ...pass.get(check)! };
  for (const check of RECORDS) yield one(check);
}

export function isHealthy(result: Result): boolean {
  return 'findings' in result && result.findings.length === 0;
}
