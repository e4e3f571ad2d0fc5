import {
  bodyOf,
  compareBodies,
  requireSame,
  sampledBodies,
  type Answerer,
  type KnownBody,
} from '../compare-bodies.js';
import { handIn, makeMixData, type MixData } from '../data/mix-tables.js';
import { HttpContender } from '../http-contender.js';
import type { RequestParts } from '../load/request.js';
import { mixRequests, writesOf, type MixName } from './mix-requests.js';
import { PAST_THE_CACHE, questionsOf } from './questions.js';
import { peerConfig, startPeers, type Section, type Setting } from './section.js';

const CONNECTIONS = 32;
const COMPARED = 60;
/** Postgres has a part of each block on either processor, by chance: longer ones have more alike parts. */
const BLOCK_MS = 1_000;
const PEER = 'fastify';

export const mixCrud = mix('crud', 'HttpArena’s crud mix');
export const mixProductionStack = mix('production-stack', 'HttpArena’s production-stack mix');
export const mixApi4 = mix('api-4', 'HttpArena’s api-4 mix');

/** Data are made by the first mix that is measured; all of a run share them. */
const made = new WeakMap<object, Promise<MixData>>();

function mix(name: MixName, title: string): Section {
  return {
    name: `mix-${name}`,
    title,
    prepare: async (setting) => {
      const { stack, quizzes, random, generator } = setting;
      const data = made.get(quizzes) ?? makeMixData(stack, quizzes);
      made.set(quizzes, data);
      const requests = mixRequests(name, await data, random, PAST_THE_CACHE);
      const ours: Answerer = { name: 'tenfold', url: stack.url('quiz') };
      const peer = await startPeer(setting, ours);
      const known = await compareReads(ours, peer, requests);
      await handIn(stack);
      await compareBodies(ours, peer, writesOf(await data), shapeOfWrite);
      const common = {
        ...{ requests, generator, connections: CONNECTIONS },
        prepareBlock: () => handIn(stack),
      };
      return {
        contenders: [
          new HttpContender({
            ...common,
            name: 'ours',
            awake: ['quiz'],
            server: 'quiz',
            url: ours.url,
            check: sampledBodies(known, ours),
          }),
          new HttpContender({
            ...common,
            name: PEER,
            server: PEER,
            url: peer.url,
            check: sampledBodies(known, peer),
          }),
        ],
        peers: [PEER],
        ...(setting.quick ? {} : { pace: { blockMs: BLOCK_MS } }),
      };
    },
  };
}

async function startPeer(setting: Setting, ours: Answerer): Promise<Answerer> {
  const { dataFile } = await questionsOf(setting, ours, {});
  const urls = await startPeers(setting, [
    { name: PEER, entry: 'fastify-quiz', config: peerConfig(setting, { dataFile }) },
  ]);
  return { name: PEER, url: urls[PEER] ?? '' };
}

/** Reads are the same byte for byte. */
async function compareReads(
  ours: Answerer,
  peer: Answerer,
  requests: readonly RequestParts[],
): Promise<KnownBody[]> {
  const reads = requests.filter(({ method = 'GET' }) => method === 'GET').slice(0, COMPARED);
  const known: KnownBody[] = [];
  for (const request of reads) {
    const body = await bodyOf(ours, request);
    requireSame(peer.name, request.path, body, await bodyOf(peer, request));
    known.push({ request, body });
  }
  return known;
}

/** What answers to the same write share: all but new ids and times. */
function shapeOfWrite(body: string): string {
  const masked = ['id', 'startedAt', 'savedAt'];
  const entries = Object.entries(JSON.parse(body) as Record<string, unknown>);
  return JSON.stringify(
    Object.fromEntries(entries.map(([name, value]) => [name, masked.includes(name) ? '' : value])),
  );
}
