type QueryValue = string | number | boolean | null | undefined | readonly (string | number | boolean)[];

// What RFC 3986 lets stand in a path; the rest could end the <target> of the Link header.
const UNSAFE = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/gu;

/**
 * The `Link` header (RFC 8288) to the page after this one: the same path and query with the new cursor; undefined
 * on the last page.
 */
export function nextLink(
  path: string,
  query: Readonly<Record<string, QueryValue>>,
  cursor: string | null,
): string | undefined {
  if (cursor === null) return undefined;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (name === 'cursor' || value === undefined || value === null) continue;
    for (const one of typeof value === 'object' ? value : [value]) search.append(name, String(one));
  }
  search.append('cursor', cursor);
  return `<${path.toWellFormed().replace(UNSAFE, encodeURIComponent)}?${search.toString()}>; rel="next"`;
}
