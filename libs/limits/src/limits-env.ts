import { integer, rate } from '@tenfold/config';

/** A service spreads this into its shape. */
export const limitsEnvShape = {
  RATE_LIMIT_ANONYMOUS: rate(
    'Requests without a token that one address may send to one process, as requests/duration or requests/duration/burst; off for no limit',
    { default: '6000/1m/600' },
  ),
  RATE_LIMIT_PRINCIPAL: rate(
    'Requests that one subject of tokens may send to this service, counted in Redis; written alike',
    { default: '1200/1m/240' },
  ),
  TRUSTED_PROXY_HOPS: integer(
    'Proxies in front of the process that write X-Forwarded-For; 0: the address of the connection counts',
    { default: 0, min: 0, max: 10 },
  ),
};
