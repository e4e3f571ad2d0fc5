import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bodyOf, compareBodies, sampledBodies, type Answerer, type KnownBody } from '../compare-bodies.js';
import { HttpContender, type HttpContenderOptions } from '../http-contender.js';
import type { RequestParts } from '../load/request.js';
import type { PeerProcess } from '../stack.js';
import { watchLane, type ExpectedOfLane } from './lane.js';
import { peerConfig, startPeers, type Prepared, type Section, type Setting } from './section.js';

/** Different questions that are asked for in turn; all of them stay in the response cache. */
const ASKED = 200;
const CONNECTIONS = 32;
/**
 * The response cache leaves a request alone that asks for a part of an answer, and everything behind it answers such a request with
 * the whole (RFC 9110 lets a server ignore Range). So this header takes the cache away and puts no work in its place.
 */
export const PAST_THE_CACHE = { range: 'bytes=0-' };

export interface Asking {
  readonly headers: Readonly<Record<string, string>>;
  readonly lane: ExpectedOfLane;
}

/** Every request past the response cache. */
export const PAST: Asking = { headers: PAST_THE_CACHE, lane: 'lets-by' };

export const cached: Section = {
  name: 'cached',
  title: 'a question from the response cache',
  prepare: (setting) =>
    prepareQuestions(setting, { headers: {}, lane: 'answers' }, [
      'node:http text',
      'node:http buffer',
      'nest-fastify',
      'nest-express',
    ]),
};

export const route: Section = {
  name: 'route',
  title: 'the same route, not from the response cache',
  prepare: (setting) => prepareQuestions(setting, PAST, ['fastify', 'nest-fastify']),
};

export type QuestionPeerName = PeerName;
type PeerName = keyof typeof PEERS;

const PEERS = {
  'node:http text': { entry: 'node-http', variant: 'text' },
  'node:http buffer': { entry: 'node-http', variant: 'buffer' },
  fastify: { entry: 'fastify-questions', variant: '' },
  'nest-fastify': { entry: 'nest-questions', variant: 'fastify' },
  'nest-express': { entry: 'nest-questions', variant: 'express' },
} as const;

export async function prepareQuestions(
  setting: Setting,
  { headers, lane }: Asking,
  names: readonly PeerName[],
  contender = (options: HttpContenderOptions): HttpContender => new HttpContender(options),
): Promise<Prepared> {
  const ours: Answerer = { name: 'tenfold', url: setting.stack.url('quiz') };
  const { requests, bodies, dataFile } = await questionsOf(setting, ours, headers);
  const urls = await startPeers(
    setting,
    names.map((name) => questionPeer(setting, name, dataFile)),
  );
  const { generator } = setting;
  const peers = names.map((name) => ({ name, url: urls[processName(name)] ?? '' }));
  for (const peer of peers) await compareBodies(ours, peer, requests);
  const common = { requests, generator, connections: CONNECTIONS };
  return {
    contenders: [
      contender({
        ...common,
        name: 'ours',
        awake: ['quiz'],
        server: 'quiz',
        url: ours.url,
        check: sampledBodies(bodies, ours),
      }),
      ...peers.map(({ name, url }) =>
        contender({
          ...common,
          name,
          server: processName(name),
          url,
          check: sampledBodies(bodies, { name, url }),
        }),
      ),
    ],
    peers: names.map(processName),
    check: await watchLane(setting.stack, lane),
  };
}

/** Paths, lengths and objects of some questions, as we answer them, and a file of them for those who serve from memory. */
export async function questionsOf(
  { stack, quizzes, random, quick }: Setting,
  ours: Answerer,
  headers: Readonly<Record<string, string>>,
): Promise<{ requests: RequestParts[]; bodies: KnownBody[]; dataFile: string }> {
  const all = quizzes.flatMap(({ id, questions }) =>
    Array.from({ length: questions }, (_, index) => `/v1/quizzes/${id}/questions/${index + 1}`),
  );
  const paths = random.shuffled(all).slice(0, quick ? ASKED / 2 : ASKED);
  const bodies: Record<string, string> = {};
  const questions: Record<string, unknown[]> = {};
  for (const path of paths) {
    const body = await bodyOf(ours, { path });
    bodies[path] = body;
    const [, , , quizId = '', , position = ''] = path.split('/');
    (questions[quizId] ??= [])[Number(position) - 1] = JSON.parse(body) as unknown;
  }
  const dataFile = join(stack.directory, 'questions.json');
  writeFileSync(dataFile, JSON.stringify({ bodies, questions }));
  const requests = paths.map((path) => ({ path, headers, length: Buffer.byteLength(bodies[path] ?? '') }));
  return {
    requests,
    bodies: requests.map((request) => ({ request, body: bodies[request.path] ?? '' })),
    dataFile,
  };
}

export function questionPeer(setting: Setting, name: PeerName, dataFile: string): Omit<PeerProcess, 'port'> {
  const { entry, variant } = PEERS[name];
  return { name: processName(name), entry, config: peerConfig(setting, { dataFile, variant }) };
}

/** As it stands in files and process records. */
export function processName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}
