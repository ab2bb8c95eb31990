/** What a period of the register takes: pages at every depth, each with its own filter. Milliseconds. */
export async function periodQueries(
  url: string,
  token: string,
  queries = 300,
): Promise<{ p50: number; p99: number; entries: number }> {
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
  // Periods end at a random depth; half of them last seconds, half go back to the beginning.
  const [first, last] = [Date.parse(oldest!.time), Date.parse(newest!.time)];
  const took: number[] = [];
  for (let at = 0; at < queries; at++) {
    const to = first + Math.random() * (last - first);
    const from = at % 2 === 0 ? to - 5_000 : first;
    const filter = [{}, { kind: 'shared' }, { kind: 'corrected' }, { recipient: 'accounting-office' }][
      at % 4
    ]!;
    const began = performance.now();
    await ask({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      limit: '100',
      ...filter,
    });
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  const share = (part: number): number => Math.round(took[Math.floor(took.length * part)]! * 10) / 10;
  return { p50: share(0.5), p99: share(0.99), entries };
}
