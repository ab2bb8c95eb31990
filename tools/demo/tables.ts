interface Value {
  readonly field: string;
  readonly value?: unknown;
  readonly purpose: string;
  readonly basis: string;
  readonly source: string;
  readonly version: number;
  readonly since: string;
}
interface Entry {
  readonly n: number;
  readonly time: string;
  readonly kind: string;
  readonly purpose?: string;
  readonly basis?: string;
  readonly recipient?: string;
  readonly instance?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly actor: { readonly role: string };
}

/** A record's current values as a table. */
export function recordTable(record: { readonly values: readonly Value[] }): string {
  return table(
    ['field', 'value', 'purpose', 'basis', 'source', 'v', 'since'],
    record.values.map(({ field, value, purpose, basis, source, version, since }) => [
      field,
      shown(value),
      purpose,
      basis,
      source,
      String(version),
      minute(since),
    ]),
  );
}

/** A register as a table. */
export function registerTable(entries: readonly Entry[]): string {
  return table(
    ['entry', 'time', 'kind', 'purpose', 'basis', 'recipient', 'fields', 'by'],
    entries.map(
      ({ n, time, kind, purpose = '', basis = '', recipient = '', instance, fields = {}, actor }) => [
        String(n),
        minute(time),
        kind,
        purpose,
        basis.replace('eu-gdpr:', ''),
        instance ? `${recipient}: ${instance}` : recipient,
        Object.keys(fields).join(' '),
        actor.role,
      ],
    ),
  );
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { street, number, box, postalCode, city, country } = value as Readonly<Record<string, string>>;
  return `${street} ${number}${box ? ` bus ${box}` : ''}, ${postalCode} ${city}, ${country}`;
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map(row => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `  ${cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()}`;
  return [line(head), line(widths.map(width => '─'.repeat(width))), ...rows.map(line)].join('\n');
}
