import { connect } from 'node:net';

export interface Upstream {
  readonly name: string;
  readonly url: string;
  readonly prefixes: readonly string[];
}

export interface UpstreamUrls {
  readonly quiz: string;
  readonly orders: string;
  readonly orderItems: string;
}

/** Prefixes are disjoint, so that any Ingress can route them; this is the same table the charts hold. */
export function upstreamsOf(urls: UpstreamUrls): readonly Upstream[] {
  return [
    { name: 'quiz', url: urls.quiz, prefixes: ['/v1/quizzes', '/v1/attempts'] },
    { name: 'orders', url: urls.orders, prefixes: ['/v1/orders', '/v1/customers'] },
    { name: 'order-items', url: urls.orderItems, prefixes: ['/v1/order-items'] },
  ];
}

/** A bare connection: the services' own health stands on ports that an ingress does not see either. */
export async function isReachable(upstream: Upstream, timeoutMs: number): Promise<boolean> {
  const { hostname, port, protocol } = new URL(upstream.url);
  const fallback = protocol === 'https:' ? 443 : 80;
  return await new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || fallback),
      timeout: timeoutMs,
    });
    const settle = (reachable: boolean): void => {
      socket.destroy();
      resolve(reachable);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
