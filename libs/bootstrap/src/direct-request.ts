import type { Fields } from '@tenfold/http';
import type { Principal } from '@tenfold/identity';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { PreparedAnswer } from './answer.decorator.js';
import type { RouteDeclaration } from './declare-routes.js';
import { requestIdOf } from './request-id.js';
import type { ServedRequest } from './served-request.js';

/** As much of the framework's request as is asked for between the socket and an `Answer`. */
export class DirectRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Record<string, unknown>;
  readonly body = undefined;
  // Present from the beginning, so that all requests have one shape.
  served: ServedRequest | undefined = undefined;
  principal: Principal | undefined = undefined;
  rateLimit: string | undefined = undefined;
  fields: Fields | undefined = undefined;
  members: readonly string[] | undefined = undefined;
  answer: PreparedAnswer | undefined = undefined;

  constructor(
    readonly raw: IncomingMessage,
    readonly routeOptions: { readonly url: string; readonly config: { readonly tenfold?: RouteDeclaration } },
    found: {
      readonly params: Readonly<Record<string, string | undefined>>;
      readonly searchParams: Record<string, unknown>;
    },
  ) {
    this.id = requestIdOf(raw);
    this.method = raw.method ?? '';
    this.url = raw.url ?? '';
    this.headers = raw.headers;
    this.params = found.params;
    this.query = found.searchParams;
  }
}

/** As much of the framework's reply as `finishAnswer` asks for. */
export class DirectReply {
  private taken = false;

  constructor(readonly raw: ServerResponse) {}

  get sent(): boolean {
    return this.taken || this.raw.writableEnded;
  }

  hijack(): this {
    this.taken = true;
    return this;
  }

  getHeader(name: string): number | string | string[] | undefined {
    return this.raw.getHeader(name);
  }
}
