import { comparePositions, type Position } from '#libs/event-store';
import { foldHold, type Hidden } from '#libs/register';
import type { LogCheck } from '../check';
import { Tally } from '../findings';
import type { World } from '../world';

/** What the person concerned may not know yet is hidden as the log says, and nothing else is (P16). Orders are few. */
export const holds: LogCheck = {
  name: 'silences',
  async begin(world) {
    const table = world.features.holds();
    const { position, live } = await snapshot(world);
    const passed = (await world.decisions()).passed('register');
    const made = new Map<string, Hidden>();
    return {
      page(events) {
        for (const { stored, record } of events)
          if (
            record &&
            !passed.has(stored.id) &&
            position !== null &&
            comparePositions(stored.position, position) <= 0
          )
            for (const change of table.changesOf(record)) foldHold(made, change);
        return Promise.resolve();
      },
      end() {
        const tally = new Tally();
        for (const event of new Set([...made.keys(), ...live.keys()])) {
          const [one, other] = [made.get(event), live.get(event)];
          if (one?.matter !== other?.matter || one?.until !== other?.until)
            tally.add('register-silence-altered', `event ${event}`);
        }
        return Promise.resolve(tally.findings());
      },
    };
  },
};

/** JSON has no infinity: null. */
interface Row {
  readonly event: string;
  readonly matter: string;
  readonly until: number | null;
}

async function snapshot({
  service,
}: World): Promise<{ position: Position | null; live: Map<string, Hidden> }> {
  const { rows } = await service.query<{ position: string | null; hidden: Row[] }>(
    `select (select position from checkpoints where projection = 'register') as position,
        (select coalesce(json_agg(json_build_object('event', event, 'matter', matter,
            'until', case when until <> 'infinity' then (extract(epoch from until) * 1000)::bigint end)), '[]')
          from register_silences) as hidden`,
  );
  const { position, hidden } = rows[0]!;
  return {
    position,
    live: new Map(hidden.map(({ event, matter, until }) => [event, { matter, until: until ?? Infinity }])),
  };
}
