import type { Contender, Work } from '../contender.js';
import { BenchFailure } from '../failure.js';
import { chooseCores, pin } from '../machine/pin.js';
import { processName } from './questions.js';
import { peerConfig, startPeers, type Section, type Setting } from './section.js';

const IN_FLIGHT = 64;
const PATIENCE_MS = 30_000;

const VARIANTS = { ours: 'ours', 'stock transport': 'stock', 'raw request': 'raw' } as const;
type Variant = keyof typeof VARIANTS;

/** The same question and the same answer by the same broker; what differs is the library on both sides. */
export const nats: Section = {
  name: 'nats',
  title: `a request over NATS and its reply, ${IN_FLIGHT} at once`,
  prepare: async (setting) => {
    const contenders: Contender[] = [];
    const peers: string[] = [];
    const names = Object.keys(VARIANTS) as Variant[];
    const urls = await startPeers(
      setting,
      names.flatMap((name) => sides(setting, name)),
    );
    const answers: string[] = [];
    for (const name of names) {
      const [responder, requester] = sides(setting, name).map((side) => side.name) as [string, string];
      peers.push(requester, responder);
      const url = urls[requester] ?? '';
      contenders.push(new NatsContender(setting, name, url, responder, requester));
      answers.push(await ask(`${url}/one`));
    }
    if (new Set(answers).size !== 1) {
      throw new BenchFailure(
        `The replies over NATS differ, so there is nothing to compare:\n${answers.join('\n')}`,
      );
    }
    return { contenders, peers };
  },
};

function sides(setting: Setting, name: Variant) {
  return ['responder', 'requester'].map((side) => ({
    name: `nats-${processName(name)}-${side}`,
    entry: `nats-${side}`,
    config: peerConfig(setting, { variant: VARIANTS[name] }),
  }));
}

class NatsContender implements Contender {
  readonly awake = [];
  readonly counted: readonly string[];

  constructor(
    private readonly setting: Setting,
    readonly name: string,
    private readonly url: string,
    readonly server: string,
    private readonly requester: string,
  ) {
    this.counted = [server, requester];
  }

  async warm(milliseconds: number): Promise<void> {
    await this.work(milliseconds);
  }

  /** The one who asks has the generator's core. */
  verify(): Promise<void> {
    const cores = chooseCores();
    const pid = this.setting.stack.pids()[this.requester];
    if (cores !== undefined && pid !== undefined) pin(pid, cores.generator);
    return Promise.resolve();
  }

  async work(milliseconds: number): Promise<Work> {
    const text = await ask(`${this.url}/run?ms=${milliseconds}&inFlight=${IN_FLIGHT}`);
    return JSON.parse(text) as Work;
  }
}

async function ask(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const text = await response.text();
  if (!response.ok) throw new BenchFailure(`A requester over NATS has failed: ${text.slice(0, 300)}`);
  return text;
}
