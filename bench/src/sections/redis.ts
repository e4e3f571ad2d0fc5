import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Contender, Work } from '../contender.js';
import { BenchFailure } from '../failure.js';
import { processName } from './questions.js';
import { peerConfig, startPeers, type Section } from './section.js';

const BYTES = 400;
const IN_FLIGHT = 50;
const run = promisify(execFile);

/** For information: how near the client comes to what the server can do. */
export const redis: Section = {
  name: 'redis',
  title: 'GET of a cached answer from Redis, ioredis with auto-pipelining against redis-benchmark',
  prepare: async (setting) => {
    const { stack } = setting;
    const program = await stack.redisBenchmark();
    const urls = await startPeers(setting, [
      { name: 'ioredis', entry: 'ioredis', config: peerConfig(setting) },
    ]);
    const url = urls['ioredis'] ?? '';
    const work = async (milliseconds: number): Promise<Work> => {
      const response = await fetch(`${url}/run?ms=${milliseconds}&inFlight=${IN_FLIGHT}`);
      return (await response.json()) as Work;
    };
    const benchmark = async (milliseconds: number): Promise<Work> => {
      const begun = performance.now();
      const requests = String(Math.max(20_000, milliseconds * 40));
      const args = [
        '-p',
        String(stack.redisPort),
        '-t',
        'get',
        '-d',
        String(BYTES),
        '-c',
        String(IN_FLIGHT),
        '-n',
        requests,
        '--csv',
      ];
      const { stdout } = await run(program.path, args, { env: { ...program.env } });
      const rate = Number(/"GET","([\d.]+)"/.exec(stdout)?.[1]);
      if (Number.isNaN(rate))
        throw new BenchFailure(`redis-benchmark printed no rate: ${stdout.slice(0, 200)}`);
      return {
        done: Number(requests),
        seconds: Number(requests) / rate,
        details: { wall: performance.now() - begun },
      };
    };
    return {
      contenders: [plain('ours', work, processName('ioredis')), plain('redis-benchmark', benchmark)],
      peers: ['ioredis'],
    };
  },
};

function plain(name: string, work: (milliseconds: number) => Promise<Work>, server?: string): Contender {
  return {
    name,
    awake: [],
    server,
    counted: ['redis', ...(server === undefined ? [] : [server])],
    warm: async (milliseconds) => void (await work(milliseconds)),
    verify: () => Promise.resolve(),
    work,
  };
}
