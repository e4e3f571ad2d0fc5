import type { Page } from './page.js';

type QueryValue = string | number | boolean | null | undefined | readonly (string | number | boolean)[];

// What RFC 3986 lets stand in a path; the rest could end the <target> of the Link header.
const UNSAFE = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/gu;

/**
 * The `Link` header (RFC 8288) of a page: the same path and query with another cursor for the pages beside this one, and without
 * one for the first.
 */
export function pageLinks(
  path: string,
  query: Readonly<Record<string, QueryValue>>,
  { nextCursor, previousCursor }: Pick<Page<unknown>, 'nextCursor' | 'previousCursor'>,
): string {
  const target = path.toWellFormed().replace(UNSAFE, encodeURIComponent);
  const link = (rel: string, cursor?: string): string => {
    const search = searchOf(query);
    if (cursor !== undefined) search.append('cursor', cursor);
    return `<${search.size === 0 ? target : `${target}?${search.toString()}`}>; rel="${rel}"`;
  };
  return [
    ...(nextCursor === null ? [] : [link('next', nextCursor)]),
    ...(previousCursor === null ? [] : [link('prev', previousCursor)]),
    link('first'),
  ].join(', ');
}

function searchOf(query: Readonly<Record<string, QueryValue>>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (name === 'cursor' || value === undefined || value === null) continue;
    for (const one of typeof value === 'object' ? value : [value]) search.append(name, String(one));
  }
  return search;
}
