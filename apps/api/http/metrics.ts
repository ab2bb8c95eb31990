import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { within } from './within';

/** The service's metrics. Labels are route templates, codes and names of parts: nothing of a person, nothing a caller makes up. */
export class Metrics {
  readonly registry = new Registry();
  private readonly duration: Histogram;
  private readonly outcomes: Readonly<Record<'command' | 'query', Counter>>;

  constructor() {
    const registers = [this.registry];
    this.duration = new Histogram({
      name: 'inzage_http_request_duration_seconds',
      help: 'Time from the first byte to the last, by route template and status.',
      labelNames: ['route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    const labelNames = ['route', 'outcome'];
    this.outcomes = {
      command: new Counter({
        name: 'inzage_commands_total',
        help: 'Commands by what they came to: done, repeated, unchanged, dry-run, or the code of the refusal.',
        labelNames,
        registers,
      }),
      query: new Counter({
        name: 'inzage_queries_total',
        help: 'Queries by what they came to: answered, or the code of the refusal.',
        labelNames,
        registers,
      }),
    };
    // Once in 100 ms: ten times as often would cost more than all else that an idle process does.
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 100 });
  }

  readonly answered = (route: string, status: number, seconds: number): void => {
    this.duration.observe({ route, status }, seconds);
  };

  readonly done: Done = ({ kind, route }, outcome) => {
    this.outcomes[kind].inc({ route, outcome });
  };

  /**
   * A number that another part of the service keeps: queue lengths, lags, cache sizes. Asked for when metrics are read.
   * With a record, one line for each of its names under the label `name`. A number that cannot be had, because what is
   * asked for it is gone, is not told, and all others are: when the database is gone, the refusals must be seen.
   */
  gauge(name: `inzage_${string}`, help: string, read: () => Reading | Promise<Reading>): void {
    new Gauge({
      name,
      help,
      labelNames: ['name'],
      registers: [this.registry],
      async collect() {
        this.reset();
        let reading: Reading;
        try {
          reading = await within(read);
        } catch {
          return;
        }
        this.reset();
        if (typeof reading === 'number') this.set(reading);
        else for (const [label, value] of Object.entries(reading)) this.set({ name: label }, value);
      },
    });
  }
}

/** What a command or a query has come to. */
export type Done = (
  of: { readonly kind: 'command' | 'query'; readonly route: string },
  outcome: string,
) => void;

export type Reading = number | Readonly<Record<string, number>>;
