import autocannon from 'autocannon';
import type { Maker, Prepared } from './commands';

export interface Load {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
}

export const CONNECTIONS = 64;

/** 64 connections for some seconds, or until an amount is done; each request is made fresh. */
export async function load(
  url: string,
  token: string,
  make: Maker,
  until: { readonly seconds: number } | { readonly amount: number },
): Promise<Load> {
  let failures = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    ...('seconds' in until ? { duration: until.seconds } : { amount: until.amount }),
    requests: [
      {
        method: 'POST',
        setupRequest: (request, context) => {
          const prepared = make();
          (context as { prepared?: Prepared }).prepared = prepared;
          return {
            ...request,
            path: prepared.path,
            body: prepared.body,
            headers: {
              authorization: `Bearer ${token}`,
              'content-type': 'application/json',
              ...prepared.headers,
            },
          };
        },
        onResponse: (status, body, context) => {
          if (status >= 300) failures += 1;
          (context as { prepared: Prepared }).prepared.answered(status, body);
        },
      },
    ],
  });
  const { requests, latency, duration } = result;
  return { perSecond: requests.total / duration, p50: latency.p50, p99: latency.p99, failures };
}
