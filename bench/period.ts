/** What is asked of a period: frequent and rare, alone and together, also what nothing has together. */
const FILTERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { kind: 'shared' },
  { kind: 'corrected' },
  { recipient: 'accounting-office' },
  { kind: 'corrected', recipient: 'accounting-office' },
  { kind: 'shared', processedFor: 'bookkeeping' },
  { kind: 'looked', field: 'email' },
  { field: 'ipAddress' },
  { client: 'service', kind: 'registered' },
  { instance: 'kbc' },
  { kind: 'erased' },
];

/** What a period of the register takes: pages at every depth, each with its own filter, newest and oldest first. Milliseconds. */
export async function periodQueries(
  url: string,
  token: string,
  queries = 300,
): Promise<{ p50: number; p99: number; slowest: Readonly<Record<string, string>>; entries: number }> {
  const ask = async (query: Record<string, string>): Promise<{ n: string; time: string }[]> => {
    const parameters = new URLSearchParams({ purpose: 'customer-care', ...query });
    const response = await fetch(`${url}/v1/register?${parameters.toString()}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`the register answered ${response.status}`);
    return ((await response.json()) as { entries: { n: string; time: string }[] }).entries;
  };
  const [newest] = await ask({ limit: '1' });
  const [oldest] = await ask({ limit: '1', order: 'oldest' });
  const entries = Number(newest!.n) + 1;
  // Periods are at a random depth: some last seconds, some go back to the beginning, some go on to the end.
  const [first, last] = [Date.parse(oldest!.time), Date.parse(newest!.time)];
  const took: { readonly ms: number; readonly query: Readonly<Record<string, string>> }[] = [];
  for (let at = 0; at < queries; at++) {
    const depth = first + Math.random() * (last - first);
    const [from, to] = [
      [depth - 5_000, depth],
      [first, depth],
      [depth, last],
    ][at % 3]!;
    const query = {
      from: new Date(from!).toISOString(),
      to: new Date(to!).toISOString(),
      limit: '100',
      order: at % 2 === 0 ? 'newest' : 'oldest',
      ...FILTERS[at % FILTERS.length],
    };
    const began = performance.now();
    await ask(query);
    took.push({ ms: performance.now() - began, query });
  }
  took.sort((a, b) => a.ms - b.ms);
  const share = (part: number): number => Math.round(took[Math.floor(took.length * part)]!.ms * 10) / 10;
  return { p50: share(0.5), p99: share(0.99), slowest: took.at(-1)!.query, entries };
}
