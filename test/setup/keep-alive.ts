import { readFileSync } from 'node:fs';
import { until } from './until';

/**
 * In how many milliseconds a connection of this process, which has no work, asks whether its server is still there: Linux's
 * keepalive timer of it.
 */
export function asksInMs(localPort: number): Promise<number> {
  return until(
    () => keepAliveTimer(localPort),
    timer => timer !== undefined,
  ) as Promise<number>;
}

/** undefined where another timer runs, as it does until what was sent is acknowledged */
function keepAliveTimer(localPort: number): number | undefined {
  const port = `:${localPort.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = ['tcp', 'tcp6'].flatMap(name => readFileSync(`/proc/net/${name}`, 'utf8').split('\n'));
  const timer = lines.map(line => line.trim().split(/\s+/)).find(([, local]) => local?.endsWith(port))?.[5];
  const [which, hundredths] = (timer ?? '').split(':');
  return which === '02' ? Number.parseInt(hundredths!, 16) * 10 : undefined;
}
