import { statSync } from 'node:fs';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';
import { findOnPath } from './find-on-path.js';
import { runCommand } from './run-command.js';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres refuses to run as root. This says as whom it runs, who owns its data, and which words stand before its command. */
export interface PostgresUser {
  /** Undefined when Postgres simply runs as whoever calls. */
  readonly account?: Account;
  /** Changes the user itself; without it, the process is spawned as the account. */
  readonly prefix: readonly string[];
}

const NOBODY = 65_534;

/**
 * As root: the owner of the folder, or nobody. Below a folder that this user may not enter, such as /root, it keeps the single
 * capability to pass closed folders; access(2), which Postgres asks about its own binary, counts it only with the secure bit.
 */
export async function choosePostgresUser(postgres: string): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const owner = statSync(ROOT);
  const [uid, gid] = owner.uid === 0 ? [NOBODY, NOBODY] : [owner.uid, owner.gid];
  if (await runsAs([], postgres, { uid, gid })) return { account: { uid, gid }, prefix: [] };

  const prefix = [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--',
  ];
  if (findOnPath(['setpriv']) !== undefined && (await runsAs(prefix, postgres)))
    return { account: { uid, gid }, prefix };
  throw new Failure(
    `Postgres does not run as root, and user ${uid} may not enter ${ROOT}. ` +
      'Run ./tenfold as another user, or clone to a folder that every user may enter, such as /srv.',
  );
}

/** The folder must be passable too, not only the binary, which may be linked in from elsewhere. */
async function runsAs(
  prefix: readonly string[],
  postgres: string,
  user: Partial<Account> = {},
): Promise<boolean> {
  const script = 'cd "$1" && test -x "$2" && "$2" --version';
  const [command = 'sh', ...args] = [...prefix, 'sh', '-c', script, 'sh', ROOT, postgres];
  return (await runCommand(command, args, { cwd: '/', ...user })).code === 0;
}

/** How to run one of Postgres's programs as that user. */
export function asPostgresUser(
  { account, prefix }: PostgresUser,
  program: string,
  args: readonly string[],
): { command: string; args: string[]; user: Partial<Account> } {
  const [command = program, ...rest] = [...prefix, program, ...args];
  return { command, args: rest, user: prefix.length === 0 ? { ...account } : {} };
}
