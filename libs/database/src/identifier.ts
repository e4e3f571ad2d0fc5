/** @throws RangeError for a name that we would not give: it can then stand in DDL, where parameters cannot */
export function quoteIdentifier(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new RangeError(`"${name}" is not one of our identifiers`);
  return `"${name}"`;
}

/** A string literal for statements that take no parameters (CREATE ROLE … PASSWORD). */
export function quoteLiteral(text: string): string {
  if (text.includes('\0')) throw new RangeError('a literal cannot hold NUL');
  return text.includes('\\')
    ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;
}
