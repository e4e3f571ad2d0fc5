import type { ServerResponse } from 'node:http';

const ID = 'x-request-id';
const DATE = 'Date: ';
const KEPT_OPEN = '\r\nConnection: keep-alive\r\n';

/** Where node:http keeps the finished head of a response. It is no part of its public interface, so nothing here relies on it. */
interface HeadOwner {
  _header?: unknown;
}

/** The head between what differs from answer to answer. */
interface Parts {
  readonly beforeId: string;
  readonly beforeDate: string;
  readonly rest: string;
}

/**
 * The head of an answer that is sent often. `node:http` looks at each name and value again for each answer, 2 of 15 µs; so the head that it
 * has written once is kept, and only the request's id and the date are put into it. What has been looked at is Node's own text, and whatever
 * could make it another one (a connection that ends, HTTP/1.0, headers set before, a Node that keeps heads elsewhere) is written by
 * `writeHead` (ADR 0053).
 */
export class HeadTemplate {
  private parts: Parts | undefined = undefined;
  private readonly idAt: number;

  /** @param head names and values by turns, an `x-request-id` among them and no `date` */
  constructor(
    readonly status: number,
    private readonly head: string[],
  ) {
    this.idAt = head.indexOf(ID) + 1;
  }

  /** Writes the head of a response that has none yet. */
  write(response: ServerResponse, requestId: string): void {
    const { parts, status, head } = this;
    const usual = isUsual(response);
    if (parts !== undefined && usual) {
      response.statusCode = status;
      const { beforeId, beforeDate, rest } = parts;
      (response as HeadOwner)._header = beforeId + requestId + beforeDate + dateNow() + rest;
      // So it says by its public interface that this is its head.
      if (response.headersSent) return;
    }
    // Written out before this returns, so that all answers may share the array.
    head[this.idAt] = requestId;
    response.writeHead(status, head);
    if (parts === undefined && usual) this.parts = partsOf((response as HeadOwner)._header, requestId);
  }
}

/** Whether its head is made of nothing but what is written into it and the time: the rest is the same for all responses of a server. */
function isUsual(response: ServerResponse): boolean {
  const { shouldKeepAlive, req, sendDate } = response;
  const { httpVersionMajor, httpVersionMinor } = req;
  return (
    shouldKeepAlive &&
    sendDate &&
    httpVersionMajor === 1 &&
    httpVersionMinor === 1 &&
    response.getHeaderNames().length === 0
  );
}

/** @returns undefined for what is not the head that is expected, which then stays with `writeHead` */
function partsOf(text: unknown, requestId: string): Parts | undefined {
  if (typeof text !== 'string' || !text.includes(KEPT_OPEN) || !text.endsWith('\r\n\r\n')) return undefined;
  const idAt = text.indexOf(`\r\n${ID}: ${requestId}\r\n`) + ID.length + 4;
  const dateAt = text.lastIndexOf(`\r\n${DATE}`) + DATE.length + 2;
  if (idAt < ID.length + 4 || dateAt < idAt) return undefined;
  return {
    beforeId: shared(text.slice(0, idAt)),
    beforeDate: apart(text.slice(idAt + requestId.length, dateAt)),
    rest: shared(text.slice(text.indexOf('\r\n', dateAt))),
  };
}

/** More differ where responses have a status or headers that others have not; beyond that each keeps its own. */
const MOST_SHARED = 100;
const known = new Map<string, string>();

/** The same text for all heads that have it. Ten thousand copies are in no processor's cache, and each answer would wait for its own. */
function shared(text: string): string {
  const one = known.get(text) ?? apart(text);
  if (known.size < MOST_SHARED) known.set(one, one);
  return one;
}

/** A slice of a text keeps the whole of it, and reads it from there. Heads are Latin-1 by RFC 9110 §5.5. */
function apart(slice: string): string {
  return Buffer.from(slice, 'latin1').toString('latin1');
}

let second = Number.NaN;
let date = '';

/** As in the `Date` of an answer: it holds for a second. */
function dateNow(): string {
  const now = Date.now();
  const present = Math.floor(now / 1_000);
  if (present !== second) [second, date] = [present, new Date(now).toUTCString()];
  return date;
}
