import type { IncomingMessage } from 'node:http';

/** Whose connection is gone already. */
const NOBODY = 'unknown';

/**
 * Whom a request without a name is counted for: the address that stands before `hops` trusted proxies. The nearest of them wrote the last
 * entry of X-Forwarded-For, so it is read from the right and never beyond the hops: what stands there the client may have
 * written. IPv6 counts by /64, which is what one customer has.
 */
export function clientOf(request: IncomingMessage, hops: number): string {
  const peer = request.socket.remoteAddress ?? NOBODY;
  const header = hops === 0 ? undefined : request.headers['x-forwarded-for'];
  if (header === undefined) return groupOf(peer);
  return groupOf(addressIn(entryFromRight(String(header), hops)) ?? peer);
}

/** Where there are fewer, the first one: a trusted proxy has written it, else it would not be within the hops. */
function entryFromRight(header: string, hops: number): string {
  let end = header.length;
  let start = header.lastIndexOf(',', end - 1);
  for (let hop = 1; hop < hops && start > 0; hop += 1) {
    end = start;
    start = header.lastIndexOf(',', end - 1);
  }
  return header.slice(start + 1, end).trim();
}

/** Some proxies write the port too, IPv6 in brackets then. */
const IPV4 = /^([\d.]{7,15})(?::\d+)?$/;
const IPV6 = /^\[?([\da-f:.]{2,45})(?:\](?::\d+)?)?$/i;

/** By its letters alone, five times as fast as `isIP`: a trusted proxy has written it, and nonsense counts for itself. */
function addressIn(entry: string): string | undefined {
  return (IPV4.exec(entry) ?? IPV6.exec(entry))?.[1];
}

/** As sockets and proxies write them: four groups, and nothing left out before their end. */
const FIRST_HALF = /^(?:(?:0|[1-9a-f][\da-f]{0,3}):){4}/;
const MAPPED = /^::ffff:(?=[\d.]+$)/i;

function groupOf(address: string): string {
  if (!address.includes(':')) return address;
  const half = FIRST_HALF.exec(address);
  if (half !== null) return `${half[0]}:/64`;
  if (MAPPED.test(address)) return address.replace(MAPPED, '');
  const [head = '', tail] = address.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  // The zeros that `::` leaves out; what follows them may reach into the first half too.
  if (tail !== undefined) {
    const last = tail === '' ? [] : tail.split(':');
    // An IPv4 address at the end stands for two groups.
    const length = last.length + (tail.includes('.') ? 1 : 0);
    while (groups.length + length < 8) groups.push('0');
    groups.push(...last);
  }
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
