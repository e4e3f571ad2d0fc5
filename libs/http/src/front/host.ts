import type { IncomingMessage } from 'node:http';

/** `uri-host [ ":" port ]` (RFC 9110, section 7.2; RFC 3986, section 3.2.2), which is all that a Host may say. */
const HOST = /^(?:[A-Za-z0-9._~!$&'()*+,;=-]+|(?:%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\])+(?::[0-9]{0,5})?$/;
const LONGEST = 300;

/** The last one that was found good: nearly all requests say the same. */
let good = '';

/**
 * Whether a request names its host as it must: by exactly one Host that is one (RFC 9112, section 3.2). HTTP/1.0 may leave it out.
 * Node itself takes the first of several, and any text.
 */
export function hasGoodHost(request: IncomingMessage): boolean {
  const { rawHeaders } = request;
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  if (count === 0) return request.httpVersionMinor === 0;
  const { host = '' } = request.headers;
  if (count > 1) return false;
  if (host === good) return host !== '';
  if (host.length > LONGEST || !HOST.test(host)) return false;
  good = host;
  return true;
}
