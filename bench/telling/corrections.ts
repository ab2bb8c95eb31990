import { projected } from '../bulk';
import { register, Subjects, type Existing } from '../commands';
import { lowerQuartile, median } from '../cpu';
import { load } from '../generator';
import { measure, ofProcess, ofServer, type Measured, type Scenario } from '../scenarios';
import { serviceToken, type Service } from '../service';

/** A service that corrections are sent to, and its server. */
export interface Side {
  readonly service: Service;
  readonly postgres: { readonly pid: number; readonly urls: { readonly owner: string } };
  /** Read models that are waited for: what they cost is part of what a correction costs. */
  readonly readModels: readonly string[];
}

export interface Sizes {
  readonly subjects: number;
  readonly seconds: number;
  readonly rounds: number;
}

const WARM_UP_SECONDS = 5;
const PROCESSES = ['api', 'projector', 'postgres'];

/**
 * What a correction costs of people whose data was never shared, and of those of whom the accounting office got the books: here
 * and, where there is one, in an installation of before, in turns.
 */
export async function corrected(
  sides: Readonly<Record<string, Side>>,
  { subjects, seconds, rounds }: Sizes,
): Promise<Record<string, unknown>> {
  const scenarios: Scenario[] = [];
  for (const [name, side] of Object.entries(sides)) scenarios.push(...(await halvesOf(name, side, subjects)));
  for (const scenario of scenarios) await scenario.run(WARM_UP_SECONDS);
  const measured = new Map<string, Measured[]>(scenarios.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const scenario of scenarios) measured.get(scenario.name)!.push(await measure(scenario, seconds));
  const each = <T>(of: (runs: readonly Measured[]) => T): Record<string, T> =>
    Object.fromEntries([...measured].map(([name, runs]) => [name, of(runs)]));
  const part = (runs: readonly Measured[], name: string): number =>
    Math.round(lowerQuartile(runs.map(({ cpu: spent }) => spent[name]!)));
  const cpu = each(runs => part(runs, 'total'));
  const ratio = (one: string, other: string): number | undefined =>
    cpu[one] === undefined || cpu[other] === undefined
      ? undefined
      : Math.round((cpu[one] / cpu[other]) * 1000) / 1000;
  return {
    cpu,
    byProcess: each(runs => Object.fromEntries(PROCESSES.map(name => [name, part(runs, name)]))),
    perSecond: each(runs => Math.round(median(runs.map(run => run.load.perSecond)))),
    sharedToNever: ratio('now shared', 'now never'),
    neverToBefore: ratio('now never', 'before never'),
    sharedToBefore: ratio('now shared', 'before shared'),
  };
}

/** Two halves of the same people. */
async function halvesOf(
  name: string,
  { service, postgres, readModels }: Side,
  amount: number,
): Promise<Scenario[]> {
  const token = await serviceToken(service.issuer);
  const all: Existing[] = [];
  await load(service.api.url, token, () => register(one => all.push(one)), { amount });
  const never = new Subjects(all.splice(0, Math.floor(all.length / 2)));
  const shared = new Subjects(all);
  await load(service.api.url, token, () => shared.share(), { amount: Math.floor(amount / 2) });
  const processes = {
    api: ofProcess(() => service.api.pid),
    projector: ofProcess(() => service.projector.pid),
    postgres: ofServer(postgres.pid),
  };
  const scenario = (half: string, of: Subjects): Scenario => ({
    name: `${name} ${half}`,
    processes,
    async run(seconds) {
      const done = await load(service.api.url, token, () => of.correct(), { seconds });
      await projected(postgres.urls.owner, readModels);
      return done;
    },
  });
  return [scenario('never', never), scenario('shared', shared)];
}
