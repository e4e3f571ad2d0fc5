import { z } from 'zod';

const sample = z.tuple([z.number(), z.string()]);
const queryBody = z.object({
  data: z.discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: sample })) }),
    z.object({ resultType: z.literal('scalar'), result: sample }),
  ]),
});
const rule = z.object({ name: z.string(), health: z.string(), lastError: z.string().exactOptional() });
const rulesBody = z.object({
  data: z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(rule) })) }),
});

export interface RuleState extends z.infer<typeof rule> {
  readonly group: string;
}

const PATIENCE_MS = 10_000;

/** Asks a Prometheus by its HTTP API. */
export class PrometheusClient {
  constructor(private readonly url: string) {}

  /**
   * The numbers that a query has now; what is not a number is nothing.
   * @throws Error with what Prometheus says of a query that is none
   */
  async numbers(query: string): Promise<readonly number[]> {
    const { data } = queryBody.parse(await this.get(`query?${new URLSearchParams({ query }).toString()}`));
    const samples = data.resultType === 'scalar' ? [data.result] : data.result.map(({ value }) => value);
    return samples.map(([, text]) => Number(text)).filter((value) => !Number.isNaN(value));
  }

  async rules(): Promise<readonly RuleState[]> {
    const { groups } = rulesBody.parse(await this.get('rules')).data;
    return groups.flatMap(({ name: group, rules }) => rules.map((state) => ({ ...state, group })));
  }

  private async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v1/${path}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const body = (await response.json()) as { readonly error?: string };
    if (!response.ok) throw new Error(body.error ?? `status ${response.status}`);
    return body;
  }
}
