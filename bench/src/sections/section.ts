import type { Contender } from '../contender.js';
import type { LoadedQuiz } from '../data/load-quizzes.js';
import type { Generator } from '../load/generator.js';
import type { SectionResult, Session } from '../run-section.js';
import type { PeerProcess } from '../stack.js';

/** What all sections share: who measures, and the data that was loaded. */
export interface Setting extends Session {
  readonly generator: Generator;
  readonly customers: readonly string[];
  readonly quizzes: readonly LoadedQuiz[];
  readonly quick: boolean;
}

/** What is measured together, in interleaved blocks. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** Starts peers, compares what they answer, and says who is to be measured. */
  prepare(setting: Setting): Promise<Prepared>;
}

export interface Prepared {
  readonly contenders: readonly Contender[];
  /** Peers that run until the section ends. */
  readonly peers: readonly string[];
  /** Another number of rounds or another length than the run's; the minutes are dear where a block is short of noise anyway. */
  readonly pace?: Partial<Session['pace']>;
  /** Said after the last block: throws when something else was measured than what the section is about. */
  readonly check?: (result: SectionResult) => Promise<void>;
  /** Done in every case. */
  readonly finish?: () => Promise<void>;
  /** Shown with the result. */
  readonly notes?: readonly string[];
}

/** What every peer is told, whether it needs it or not. */
export function peerConfig({ stack }: Setting, more: object = {}): object {
  return {
    poolSize: stack.poolSize,
    cursorSecret: stack.cursorSecret,
    natsUrl: stack.natsUrl,
    redisPort: stack.redisPort,
    database: stack.login('shard-1'),
    variant: '',
    ...more,
  };
}

/** Starts these at once and answers their addresses by name. */
export async function startPeers(
  { stack }: Setting,
  peers: readonly Omit<PeerProcess, 'port'>[],
): Promise<Record<string, string>> {
  const urls = await Promise.all(
    peers.map(async (peer, index): Promise<[string, string]> => {
      const port = stack.peerPort(index);
      await stack.startPeer({ ...peer, port });
      return [peer.name, `http://127.0.0.1:${port}`];
    }),
  );
  return Object.fromEntries(urls);
}
