const UTC = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

/**
 * A timestamptz of `Cells`, as `toISOString` writes it: what statements without cells give. Sessions are in UTC unless somebody has set
 * them otherwise.
 */
export function timeText(timestamptz: string): string {
  const [, day, time, fraction = ''] = UTC.exec(timestamptz) ?? [];
  if (day === undefined) return new Date(timestamptz).toISOString();
  return `${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
}
