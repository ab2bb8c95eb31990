import { projected } from '../bulk';
import { register, Subjects, type Existing, type Prepared } from '../commands';
import { lowerQuartile, median } from '../cpu';
import { load, type Load, type Until } from '../generator';
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

/** What is measured of one side, and what has to be done before each round. */
interface Part extends Scenario {
  readonly prepare?: () => Promise<void>;
}

/**
 * What a correction of a name costs: of people whose data was never shared (`never`); of those whose name the accounting office
 * got with the books, where it renews a duty (`renewed`) and where it opens one (`opened`). Here and, where there is one, in an
 * installation of before, in turns.
 */
export async function corrected(
  sides: Readonly<Record<string, Side>>,
  { subjects, seconds, rounds }: Sizes,
): Promise<Record<string, unknown>> {
  const scenarios: Part[] = [];
  for (const [name, side] of Object.entries(sides)) scenarios.push(...(await partsOf(name, side, subjects)));
  for (const scenario of scenarios) await scenario.run(WARM_UP_SECONDS);
  const measured = new Map<string, Measured[]>(scenarios.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const scenario of scenarios) {
      await scenario.prepare?.();
      measured.get(scenario.name)!.push(await measure(scenario, seconds));
    }
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
    renewedToNever: ratio('now renewed', 'now never'),
    openedToNever: ratio('now opened', 'now never'),
    neverToBefore: ratio('now never', 'before never'),
    renewedToBefore: ratio('now renewed', 'before renewed'),
    openedToBefore: ratio('now opened', 'before opened'),
  };
}

/** Three thirds of the same people. */
async function partsOf(
  name: string,
  { service, postgres, readModels }: Side,
  amount: number,
): Promise<Part[]> {
  const token = await serviceToken(service.issuer);
  const all: Existing[] = [];
  const send = (make: () => Prepared, until: Until): Promise<Load> =>
    load(service.api.url, token, make, until);
  await send(() => register(one => all.push(one)), { amount });
  const third = Math.floor(all.length / 3);
  const [never, renewed, opened] = [1, 2, 3].map(() => new Subjects(all.splice(0, third))) as [
    Subjects,
    Subjects,
    Subjects,
  ];
  await send(() => renewed.share(), { amount: third });
  const processes = {
    api: ofProcess(() => service.api.pid),
    projector: ofProcess(() => service.projector.pid),
    postgres: ofServer(postgres.pid),
  };
  const part = (which: string, of: Subjects, most?: number): Part => ({
    name: `${name} ${which}`,
    processes,
    async run(seconds) {
      const until = most === undefined ? { seconds } : { amount: most };
      const done = await send(() => of.correctName(), until);
      await projected(postgres.urls.owner, readModels);
      return done;
    },
  });
  const share = async (): Promise<void> => {
    await send(() => opened.share(), { amount: third });
    await projected(postgres.urls.owner, readModels);
  };
  return [
    part('never', never),
    part('renewed', renewed),
    // Each is shared anew and then corrected once.
    { ...part('opened', opened, third), prepare: share },
  ];
}
