import { comparePositions } from '#libs/event-store';
import { projectionState } from '#libs/projections';
import { currentValues } from '#features/records/current-values.sql';
import type { Check } from '../check';
import { Tally } from '../findings';
import type { World } from '../world';

const PAGE = 1_000;
const START = '00000000-0000-0000-0000-000000000000';

/** A value that a customer is found by, and the key that it is sealed under: never the value itself. */
interface Wanted {
  readonly subject: string;
  readonly owner: string;
  readonly event: string;
  readonly key: string;
  readonly kind: string;
}

/**
 * What a current value has to be found by, whichever value it is: an e-mail address and a telephone number by theirs; a login,
 * a sign-in identity and a domain name by theirs, claimed by the command itself.
 */
const WANTED = `
  select v.subject, 'subject:' || v.subject as owner, v.event, v.key, f.kind
    from (${currentValues('v.subject = any($1::uuid[])')}) v
    join (values ('email'), ('telephone')) as f(kind) on v.fields ? f.kind
   where v.box <> ''
  union all
  select f.subject, 'subject:' || f.subject, f.event, f.key,
         case when f.kind <> 'domain' then f.kind else 'domain-' || (f.data ->> 'role') end
    from subject_facts f
   where f.kind in ('login', 'identity', 'domain') and f.key is not null and f.box <> ''
     and not f.data ? 'transfer' and f.subject = any($1::uuid[])`;

/** Whoever has a record is found by what they gave: the keyring has the rows that the records call for. */
export const lookUps: Check = {
  name: 'look-ups',
  async run(world) {
    const keyring = await world.keyring();
    const tally = new Tally();
    for (let after = START; ;) {
      const { rows: subjects } = await world.service.query<{ subject: string }>(
        'select subject from subject_records where subject > $1 and erasure is null order by subject limit $2',
        [after, PAGE],
      );
      if (subjects.length === 0) return tally.findings();
      after = subjects.at(-1)!.subject;
      const { rows } = await world.service.query<Wanted>(WANTED, [subjects.map(({ subject }) => subject)]);
      for (const one of await keyring.missingLookups(rows))
        if (await isDue(world, one)) tally.add('lookup-missing', `${one.kind} of subject ${one.subject}`);
    }
  },
};

/** The look-ups have come as far as the event, and the value is still current. */
async function isDue(world: World, { subject, event, key }: Wanted): Promise<boolean> {
  const log = await world.log();
  const { position } = await projectionState(world.service, 'lookups');
  const stream = await log.readStream(`subject-${subject}`);
  const it = stream.find(({ id }) => id === event);
  if (!it || position === null || comparePositions(it.position, position) > 0) return false;
  const [state] = await (await world.keyring()).statesOf([key]);
  return state === 'alive';
}
