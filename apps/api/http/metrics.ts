import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { within } from './within';

/**
 * The library's own monitor of the event loop would wake an idle process at each of its looks, more often than all else
 * does, and counts the time between two of them as lag. So it looks as seldom as a timer can.
 */
const SELDOM_MS = 2 ** 31 - 1;

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
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: SELDOM_MS });
    for (const part of ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'])
      this.registry.removeSingleMetric(`nodejs_eventloop_lag_${part}_seconds`);
    let before = performance.eventLoopUtilization();
    this.gauge(
      'inzage_event_loop_busy',
      'Share of the time since it was last read that the process worked.',
      () => {
        const now = performance.eventLoopUtilization();
        const { utilization } = performance.eventLoopUtilization(now, before);
        before = now;
        return utilization;
      },
    );
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
