import { ApiClient, mintToken, variable } from '@tenfold/testing';
import { readFileSync } from 'node:fs';

// Every curl of the README, through the gateway: what it prints is what the README says.
interface Example {
  readonly command: string;
  /** The answer as the README shows it: `…` stands for anything, members may be left out. */
  readonly printed: unknown;
}

const ORIGIN = 'http://localhost:8080';

function examplesOf(readme: string): Example[] {
  const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) =>
    block.replaceAll('\\\n', ' '),
  );
  const lines = blocks.flatMap((block) => block.split('\n'));
  return lines.flatMap((line, index) => {
    const printed = /^# (\{.*)$/.exec(lines[index + 1] ?? '')?.[1];
    return line.startsWith('curl ') && printed !== undefined
      ? [{ command: line, printed: JSON.parse(printed.replaceAll(/:…/g, ':"…"')) as unknown }]
      : [];
  });
}

/** The few options that our examples use. */
function parseCurl(command: string): { path: string; headers: Record<string, string>; body?: string } {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
  const after = (option: string): string[] =>
    words.flatMap((word, index) => (word === option ? [words[index + 1] ?? ''] : []));
  const url = words.find((word) => word.startsWith(ORIGIN)) ?? '';
  const headers = Object.fromEntries(
    after('-H').map((header) => {
      const [name = '', value = ''] = header.split(/: (.*)/s);
      return [name.toLowerCase(), value];
    }),
  );
  const [body] = after('-d');
  return { path: url.slice(ORIGIN.length), headers, ...(body === undefined ? {} : { body }) };
}

function shortened(printed: unknown): unknown {
  if (printed === '…') return { asymmetricMatch: (value: unknown) => value !== undefined };
  if (Array.isArray(printed)) return printed.map(shortened);
  if (typeof printed !== 'object' || printed === null) return printed;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(printed).map(([key, value]) => [key, shortened(value)])),
  );
}

describe('README', () => {
  const api = new ApiClient(variable('TENFOLD_GATEWAY_URL'));
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const examples = examplesOf(readme);

  beforeAll(async () => {
    const token = await mintToken('readme', 'author');
    const questions = [{ type: 'true_false', prompt: 'Is this the README?', answer: true }];
    const { body } = await api.call<{ id: string }>('/v1/quizzes', {
      method: 'POST',
      token,
      body: { title: 'README', questions },
    });
    await api.call(`/v1/quizzes/${body.id}/publish`, { method: 'POST', token });
    // As the small seed of `up` has it.
    await api.call('/v1/order-items/catalogue/MAT-02', {
      method: 'PUT',
      token: await mintToken('readme', 'shop'),
      body: { title: 'Floor mat', prices: { EUR: '24.50' } },
    });
  });

  it('should show the answer of every curl', () => {
    expect(examples).toHaveLength(readme.match(/^curl /gm)?.length ?? -1);
    expect(examples.length).toBeGreaterThan(3);
  });

  it.each(examples)('should print what it says: $command', async ({ command, printed }) => {
    const { path, headers, body } = parseCurl(
      command.replace('$token', await mintToken('alice', 'customer')),
    );
    const request = { headers, ...(body === undefined ? {} : { method: 'POST', body }) };
    const [first, second] = [await api.call(path, request), await api.call(path, request)];
    expect(first.body).toEqual(shortened(printed));
    if (body !== undefined) expect(second.text).toBe(first.text);
  });
});
