import { VARY_ORIGIN, type Cors } from '@tenfold/http';
import type { TokenVerifier } from '@tenfold/identity';
import { requestContext, tracing } from '@tenfold/observability';
import type { FastifyInstance } from 'fastify';
import type { Admission } from './admission.js';
import { authorise, sayRateLimit } from './authorise.js';
import { checkInput } from './check-input.js';
import type { DirectRouter } from './direct-router.js';
import { ServedRequest, type Ending } from './served-request.js';

/** Headers of every answer; an API has nothing to render. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** What the hooks ask. */
export interface Hooked extends Ending {
  readonly verifier: TokenVerifier;
  readonly admission: Admission;
  /** Only for where it stands. */
  readonly lane: { readonly now: number };
  /** Whether members that were not asked for stay unread. */
  readonly readsFewer?: () => boolean;
  /** Whose requests have been judged when they come here. */
  readonly direct?: DirectRouter | undefined;
  readonly cors?: Cors | undefined;
}

type Done = (error?: Error) => void;

/**
 * What happens to every request before its controller: one hook at each place, with callbacks. A hook of its own for each concern and one
 * that is async cost more, guards and interceptors still more (ADR 0041).
 */
export function addRequestHooks(instance: FastifyInstance, hooked: Hooked): void {
  const { lane, admission, direct, cors, readsFewer = () => false } = hooked;
  const always = headersOfAll(admission);
  instance.addHook('onRequest', (request, reply, done) => {
    const left = direct?.leftBy(request.raw);
    if (left !== undefined) {
      left.served.handTo(request, reply);
      return requestContext.run(left.served, done, left.error);
    }
    const served = new ServedRequest(request, reply, lane.now, hooked);
    const run = tracing.on ? requestContext.run : requestContext.begin;
    run(served, judge, served, hooked, done);
  });
  instance.addHook('preValidation', (request, _reply, done) => {
    done(checkInput(request, readsFewer));
  });
  // What an `Answer` sends has them already: it does not come by.
  instance.addHook('onSend', (request, reply, payload, done) => {
    void reply.headers(always).header('x-request-id', request.id);
    if (cors !== undefined) void reply.header('vary', withOrigin(reply.getHeader('vary')));
    sayRateLimit(request, reply);
    done(null, payload);
  });
}

/** Whether the request is let in, and whose it is. */
export function judge(
  served: ServedRequest,
  { admission, verifier }: Pick<Hooked, 'admission' | 'verifier'>,
  done: Done,
): void {
  const refusal = admission.check(served.request.raw);
  if (refusal === undefined) authorise(served, verifier, admission.limits, done);
  else done(refusal);
}

/** The same on every answer, so that the lane may repeat them. */
export function headersOfAll({ limits }: Admission): Readonly<Record<string, string>> {
  const policies = limits?.policies;
  return policies === undefined ? SECURITY_HEADERS : { ...SECURITY_HEADERS, 'ratelimit-policy': policies };
}

/** By what an answer differs, its page among them. */
function withOrigin(vary: unknown): string {
  return vary === undefined || vary === '' ? VARY_ORIGIN : `${String(vary)}, ${VARY_ORIGIN}`;
}
