import type { RequestConsistencies } from '@tenfold/database';
import { requestContext, tracing } from '@tenfold/observability';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import findMyWay from 'find-my-way';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { checkInput } from './check-input.js';
import { beginConsistency } from './consistency-hooks.js';
import { hasEmptyPart, type DirectCall } from './direct-handlers.js';
import { DirectReply, DirectRequest } from './direct-request.js';
import { finishAnswer, type Finishing } from './finish-answer.js';
import { isPlainRead } from './plain-read.js';
import { judge, type Hooked } from './request-hooks.js';
import { ServedRequest } from './served-request.js';

/** What is asked on the way of a request to its method: the same as by the hooks of the framework. */
export interface DirectSteps extends Hooked {
  readonly consistencies: RequestConsistencies;
  readonly finishing: Finishing;
}

/** A request that the framework goes on with, and what it has met, if that is why. */
export interface LeftRequest {
  readonly served: ServedRequest;
  readonly error: Error | undefined;
}

interface Route {
  readonly options: DirectRequest['routeOptions'];
  readonly call: DirectCall;
}

/**
 * Between the response cache and the framework: takes requests for the methods that `addDirectHandlers` knows through the same steps as the
 * framework's hooks do, without the framework, which is 3 to 4 µs of about 36 (ADR 0050). Whatever is to be refused, or is not the plain
 * GET of such a route, is the framework's: a request that meets an error on its way begins there again, and has its error with it.
 */
export class DirectRouter {
  private readonly routes: findMyWay.Instance<findMyWay.HTTPVersion.V1>;
  private readonly left = new WeakMap<IncomingMessage, LeftRequest>();
  private steps: DirectSteps | undefined;

  /** @param maxParamLength as the framework has it: longer parts of a path are the framework's to refuse */
  constructor(maxParamLength: number) {
    this.routes = findMyWay({ maxParamLength });
  }

  /** To be told of every route, or one with a parameter would be taken for one with a fixed path. */
  add(route: RouteOptions, call?: DirectCall): void {
    if (![route.method].flat().includes('GET')) return;
    const options = { url: route.url, config: route.config } as DirectRequest['routeOptions'];
    this.routes.on('GET', route.url, ignore, call === undefined ? null : { options, call });
  }

  /** Begins to answer. */
  open(steps: DirectSteps): void {
    this.steps = steps;
  }

  /** Connections are being ended one answer after the other, which is the framework's business. */
  close(): void {
    this.steps = undefined;
  }

  /**
   * @param framework is called later, if the request has to go that way after all
   * @returns whether it takes the request; what it does not is untouched
   */
  answer(request: IncomingMessage, response: ServerResponse, framework: RequestListener): boolean {
    const { steps } = this;
    // The framework's hook begins the span of a request.
    if (steps === undefined || tracing.on || !isPlainRead(request)) return false;
    const found = this.routes.find('GET', request.url ?? '');
    if (found === null || hasEmptyPart(found.params)) return false;
    const route = found.store as Route | null;
    if (route === null) return false;
    const direct = new DirectRequest(request, route.options, found);
    const reply = new DirectReply(response);
    const [asked, answer] = [direct as unknown as FastifyRequest, reply as unknown as FastifyReply];
    const served = new ServedRequest(asked, answer, steps.lane.now, steps);
    const leave = (error?: unknown): void => {
      this.left.set(request, { served, error: error as Error | undefined });
      framework(request, response);
    };
    requestContext.begin(served, judge, served, steps, (refusal) => {
      if (refusal === undefined) pass(served, answer, route.call, steps, leave);
      else leave(refusal);
    });
    return true;
  }

  /** For the framework's first hook. @returns undefined for a request that was never here */
  leftBy(request: IncomingMessage): LeftRequest | undefined {
    return this.left.get(request);
  }
}

function pass(
  served: ServedRequest,
  reply: FastifyReply,
  call: DirectCall,
  { consistencies, finishing, readsFewer = () => false }: DirectSteps,
  leave: (error?: unknown) => void,
): void {
  const { request } = served;
  try {
    const unfit = beginConsistency(served, consistencies) ?? checkInput(request, readsFewer);
    if (unfit !== undefined) return leave(unfit);
  } catch (error) {
    return leave(error);
  }
  const settled = (): void => {
    const { answer } = request;
    // The method has answered without its `Answer`: the framework knows what to do with values.
    if (answer === undefined) leave();
    else finishAnswer(request, reply, answer, finishing, leave);
  };
  call(request, reply, settled, leave);
}

function ignore(): void {
  // The router wants a function; what it finds is called by `answer`.
}
