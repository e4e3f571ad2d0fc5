import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@tenfold/identity';
import { bucketOf, newId } from '@tenfold/ids';
import { Messaging } from '@tenfold/messaging';
import {
  createLogger,
  METRICS,
  Metrics,
  metricsOf,
  type MetricDefinition,
  type MetricName,
} from '@tenfold/observability';
import { z } from 'zod';
import { ApiClient, type ApiRequest } from './api-client.js';
import { readExposition, type Exposition, type Sample } from './prometheus-text.js';
import { testStores } from './test-stores.js';
import { mintToken } from './tokens.js';
import { unique } from './unique.js';
import { waitFor } from './wait-for.js';

export interface MetricsSuite {
  /** As it runs, with everything that its `main.ts` starts. */
  readonly start: () => Promise<NestFastifyApplication>;
  /** Paths with `:id` in the place of whatever a client may write there. */
  readonly paths: readonly string[];
  /** Of those who ask, each time somebody else. */
  readonly roles: readonly Role[];
  /** Does each thing that is counted once, with names that nobody has used before. */
  readonly use: (api: ApiClient) => Promise<void>;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PURGE', 'REPORT'];
const ROUNDS = 40;

/** What is common to the metrics of all services: that the page is what is declared, and that no client can make it grow. */
export function describeMetrics(service: string, suite: MetricsSuite): void {
  describe(`metrics of ${service}`, () => {
    let app: NestFastifyApplication;
    let api: ApiClient;
    let client: Messaging;

    beforeAll(async () => {
      app = await suite.start();
      api = new ApiClient(await app.getUrl());
      client = new Messaging({
        url: testStores().natsUrl,
        name: unique('flood'),
        logger: createLogger({ service: 'test', level: 'silent' }),
      });
      await client.connect();
    });

    afterAll(async () => {
      await client.close();
      await app.close();
    });

    const read = async (): Promise<Exposition> => readExposition(await app.get(Metrics).text());

    /** Every way and every kind of caller, all with names of their own. @returns those names */
    async function flood(): Promise<string[]> {
      const names: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const name = round % 2 === 0 ? newId(bucketOf(unique('flood'))) : unique('flood');
        names.push(name);
        const method = METHODS[round % METHODS.length] ?? 'GET';
        const tokens = suite.roles.map((role) => mintToken(name, role));
        const token = [undefined, `broken.${name}.token`, ...(await Promise.all(tokens))][
          round % (tokens.length + 2)
        ];
        for (const path of [...suite.paths, `/${name}`, `/v1/${name}/${name}`]) {
          await api.call(path.replaceAll(':id', name), requestOf(method, token, name));
        }
        const unheard = { subject: `${service}.${name}.v1`, request: z.unknown(), reply: z.unknown() };
        await client.request(unheard, name, { timeoutMs: 1_000 }).catch(() => undefined);
      }
      return names;
    }

    it('should be those that are declared for it, under the labels that are declared', async () => {
      await suite.use(api);
      const { types, samples } = await read();
      expect([...types.keys()].sort()).toEqual(metricsOf(service).sort());
      for (const sample of samples) expect(labelsOf(sample)).toEqual(declaredLabels(sample));
    });

    it('should learn of its stores what they say of themselves', async () => {
      const sampled: MetricName[] = [
        'tenfold_outbox_rows',
        'tenfold_outbox_age_seconds',
        'tenfold_partition_operations_total',
        'tenfold_partitions_ahead_months',
        'tenfold_consumer_pending_messages',
        'tenfold_consumer_unacknowledged_messages',
        'tenfold_dead_letters',
      ];
      const there = await waitFor(async () => {
        const names = new Set((await read()).samples.map(({ name }) => name));
        return sampled.every((name) => names.has(name)) ? names : undefined;
      }, 25_000);
      expect([...there]).toEqual(expect.arrayContaining(sampled));
    });

    it('should grow by nothing that a client makes up', async () => {
      await suite.use(api);
      const first = await flood();
      const before = seriesOf(await read());
      await suite.use(api);
      const names = [...first, ...(await flood())];
      const after = seriesOf(await read());
      const made = [...after].filter((series) => !before.has(series));
      // Jobs of the background may have sent their first statement meanwhile.
      expect(made.filter((series) => !/^(db_client_|tenfold_partition_)/.test(series))).toEqual([]);
      expect(made.length).toBeLessThan(ROUNDS);
      const named = [...after].filter((series) => names.some((name) => series.includes(name)));
      expect(named).toEqual([]);
    });
  });
}

function requestOf(method: string, token: string | undefined, name: string): ApiRequest {
  const headers = { 'idempotency-key': name, 'x-request-id': name };
  const body =
    method === 'POST' || method === 'PUT' ? { [name]: name, currency: name, sku: name } : undefined;
  return { method, headers, ...(token && { token }), ...(body && { body }) };
}

const metricOf = ({ name }: Sample): string =>
  name in METRICS ? name : name.replace(/_(?:bucket|sum|count)$/, '');

function labelsOf({ labels }: Sample): string[] {
  return Object.keys(labels)
    .filter((label) => label !== 'le')
    .sort();
}

function declaredLabels(sample: Sample): string[] {
  const { labels }: MetricDefinition = METRICS[metricOf(sample) as MetricName];
  return [...labels].sort();
}

/** Each combination of labels once, whatever its buckets. */
function seriesOf({ samples }: Exposition): Set<string> {
  return new Set(
    samples.map((sample) => {
      const { le: _le, ...labels } = sample.labels;
      return `${metricOf(sample)}${JSON.stringify(labels)}`;
    }),
  );
}
