import { readFileSync } from 'node:fs';

/** What a peer is told, by a file whose path is its first argument. */
export interface PeerConfig {
  readonly port: number;
  /** A file with what it serves, where that is kept in memory. */
  readonly dataFile?: string;
  readonly database?: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  /** As many connections as one process of ours may have. */
  readonly poolSize: number;
  readonly tokens: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string };
  readonly cursorSecret: string;
  readonly natsUrl: string;
  readonly redisPort: number;
  /** Which of the ways that the file knows. */
  readonly variant: string;
}

export const HOST = '127.0.0.1';

export const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as PeerConfig;
