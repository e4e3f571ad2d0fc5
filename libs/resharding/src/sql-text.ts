/** A literal for statements that take no parameters. Everything that stands in one here is our own: names, numbers, passwords. */
export function literal(text: string): string {
  if (/[\\\0]/.test(text)) throw new RangeError('a literal of ours holds no backslash');
  return `'${text.replaceAll("'", "''")}'`;
}

/** As libpq reads it. */
export function connectionString(parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts)
    .map(([key, value]) => {
      if (/['\\]/.test(value)) throw new RangeError(`${key} of a connection holds a quote or backslash`);
      return `${key}='${value}'`;
    })
    .join(' ');
}
