import type { Rate } from '@tenfold/config';
import { AppError } from '@tenfold/errors';
import type { Logger } from '@tenfold/observability';
import type { IncomingMessage } from 'node:http';
import { clientOf } from './client-address.js';
import { MemoryLevel, type MicroClock } from './memory-level.js';
import {
  policyOf,
  rateLimit,
  rateLimitPolicy,
  retryAfter,
  type LimitName,
  type Policy,
} from './rate-limit-headers.js';
import { SharedLevel } from './shared-level.js';

export interface RateLimitsOptions {
  /** For each address, in each process. */
  readonly anonymous: Rate | 'off';
  /** For each subject of a verified token, over all processes of the service. */
  readonly principal: Rate | 'off';
  /** Proxies in front that X-Forwarded-For is believed of. */
  readonly hops: number;
  /** The service: its processes share budgets, others have their own. */
  readonly name: string;
  readonly redisUrl: string;
  readonly logger: Logger;
  /** For tests. */
  readonly clock?: MicroClock | undefined;
}

/** Plain numbers since the process began, but for `callers`. */
export interface RateLimitCounters {
  readonly admitted: number;
  readonly refused: number;
  /** Of the refused, those of each limit. */
  readonly refusedBy: Readonly<Record<LimitName, number>>;
  /** Of both: those that Redis was not there to count. */
  readonly insured: number;
  /** Those that are remembered in the process now. */
  readonly callers: number;
}

/** What a request costs its principal: a refusal, or what to say in `RateLimit`. */
export type Charge = { readonly refusal: AppError } | Admitted | undefined;

/** What its principal has left, for `RateLimit`. */
export interface Admitted {
  readonly rateLimit: string;
}

/** Prefix of the addresses that sent tokens which are none. No address begins so. */
const FORGED = '!';

interface Counter<Level> {
  readonly policy: Policy;
  readonly level: Level;
}

/** Who may have how many answers: addresses are counted here, principals in Redis. */
export class RateLimits {
  private readonly anonymous: Counter<MemoryLevel> | undefined;
  private readonly principal: (Counter<SharedLevel> & { insurance: MemoryLevel }) | undefined;
  /** Value of `RateLimit-Policy`, on every answer alike; undefined where nothing is limited. */
  readonly policies: string | undefined;
  private admitted = 0;
  private readonly refusedBy = { anonymous: 0, principal: 0 };

  constructor(private readonly options: RateLimitsOptions) {
    const { anonymous, principal, name, redisUrl: url, logger, clock } = options;
    if (anonymous !== 'off') {
      const policy = policyOf('anonymous', anonymous);
      this.anonymous = { policy, level: new MemoryLevel(policy.gcra, clock) };
    }
    if (principal !== 'off') {
      const policy = policyOf('principal', principal);
      const insurance = new MemoryLevel(policy.gcra, clock);
      // Not below the service's name: that is what a flush of its cache deletes.
      const shared = { url, prefix: `limit:${name}:`, gcra: policy.gcra, insurance, logger, clock };
      this.principal = { policy, level: new SharedLevel(shared), insurance };
    }
    const policies = [this.anonymous, this.principal].flatMap((counter) => counter?.policy ?? []);
    this.policies = policies.length === 0 ? undefined : rateLimitPolicy(policies);
  }

  get counters(): RateLimitCounters {
    const callers = (this.anonymous?.level.size ?? 0) + (this.principal?.insurance.size ?? 0);
    const insured = this.principal?.level.insured ?? 0;
    const refusedBy = { ...this.refusedBy };
    const refused = refusedBy.anonymous + refusedBy.principal;
    return { admitted: this.admitted, refused, refusedBy, insured, callers };
  }

  /** Counts a request without a token for its address. */
  chargeAddress(request: IncomingMessage): AppError | undefined {
    if (this.anonymous === undefined) return undefined;
    return this.judge(this.anonymous, this.anonymous.level.take(clientOf(request, this.options.hops)));
  }

  /**
   * Before a signature is checked, which costs more than an answer: whether too many of this address were wrong. Nothing is counted, since
   * a token that is right is its owner's. Wrong ones have a budget of their own, so that nobody's reading keeps a neighbour from signing in.
   */
  distrusts(request: IncomingMessage): AppError | undefined {
    const { anonymous } = this;
    if (anonymous === undefined) return undefined;
    const wait = anonymous.level.look(FORGED + clientOf(request, this.options.hops));
    return wait > 0 ? this.judge(anonymous, wait) : undefined;
  }

  /** Counts a request whose token is none for its address: what the token says of itself is nobody's doing yet. */
  chargeForgery(request: IncomingMessage): AppError | undefined {
    const { anonymous } = this;
    if (anonymous === undefined) return undefined;
    return this.judge(anonymous, anonymous.level.take(FORGED + clientOf(request, this.options.hops)));
  }

  /**
   * Counts a request whose token was verified for its subject, whatever address it comes from. At once where it is counted already or
   * nobody is.
   */
  chargePrincipal(subject: string): Charge | Promise<Charge> {
    const { principal } = this;
    if (principal === undefined) return undefined;
    return (
      this.chargeReserved(subject) ??
      principal.level.take(subject).then((wait) => this.charged(principal, wait))
    );
  }

  /** Only what has been counted already; undefined, and nothing done, where `chargePrincipal` would have to wait. */
  chargeReserved(subject: string): Admitted | undefined {
    const { principal } = this;
    const wait = principal?.level.takeReserved(subject);
    if (principal === undefined || wait === undefined) return undefined;
    this.admitted += 1;
    return { rateLimit: rateLimit(principal.policy, wait) };
  }

  /** Whether principals are limited at all. */
  get countsPrincipals(): boolean {
    return this.principal !== undefined;
  }

  /** Whether principals are counted for all processes now. */
  get shared(): boolean {
    return this.principal?.level.available ?? false;
  }

  connect(): void {
    this.principal?.level.connect();
  }

  close(): void {
    this.principal?.level.close();
  }

  private charged(principal: Counter<SharedLevel>, wait: number): Charge {
    const refusal = this.judge(principal, wait);
    return refusal === undefined ? { rateLimit: rateLimit(principal.policy, wait) } : { refusal };
  }

  private judge({ policy }: Counter<unknown>, wait: number): AppError | undefined {
    if (wait <= 0) {
      this.admitted += 1;
      return undefined;
    }
    this.refusedBy[policy.name] += 1;
    return new AppError('rate_limited', {
      headers: { 'retry-after': retryAfter(wait), ratelimit: rateLimit(policy, wait) },
    });
  }
}
