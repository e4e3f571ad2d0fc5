import { parseArgs } from 'node:util';
import { loadShardMap, ownRanges, type ShardEndpoint } from '@tenfold/database';
import { abortMove, MoveError, moveBuckets, resumeMove, type MoveOptions } from '@tenfold/resharding';
import { formatDuration } from '../output/duration.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { addShard } from '../stack/add-shard.js';
import { lockStack } from '../stack/lock-stack.js';
import { readMoves, renderMoves } from '../stack/moves.js';
import { mainProfile, type Profile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';
import { ADMIN_USER, readShardMap, shardMapFile } from '../stack/shard-map.js';
import { parseBuckets, parseEndpoint } from './shards-arguments.js';

const VERBS = { list, move, add, resume, abort };

export async function shards(args: string[]): Promise<number> {
  const [word = 'list', ...rest] = args[0]?.startsWith('-') === true ? ['list', ...args] : args;
  if (!Object.hasOwn(VERBS, word))
    throw new Failure(
      `tenfold shards: there is no "${word}"; there are ${Object.keys(VERBS).join(', ')}.`,
      2,
    );
  const profile = mainProfile();
  if (readShardMap(profile) === undefined)
    throw new Failure('There are no shards yet: ./tenfold up makes them.');
  try {
    return await VERBS[word as keyof typeof VERBS](profile, rest);
  } catch (error) {
    if (error instanceof MoveError) throw new Failure(`tenfold shards: ${error.message}.`);
    throw error;
  }
}

async function list(profile: Profile, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
  const map = loadShardMap(shardMapFile(profile));
  const moves = await readMoves(profile);
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ map, move: moves }, null, 2)}\n`);
    return 0;
  }
  const place = ({ host, port, database }: ShardEndpoint): string => `${host}:${port}/${database}`;
  const lines = Object.entries(map.shards).map(([name, { primary, replicas = [] }]) => {
    const ranges = ownRanges(map, name);
    const count = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    const buckets = ranges.map(({ from, to }) => `${from}-${to}`).join(', ') || '-';
    return [name, String(count), buckets, place(primary), replicas.map(place).join(', ') || '-'];
  });
  process.stdout.write(`Shard map of epoch ${map.epoch}\n\n`);
  process.stdout.write(`${table([['SHARD', 'COUNT', 'BUCKETS', 'PRIMARY', 'REPLICAS'], ...lines])}\n`);
  process.stdout.write(renderMoves(moves));
  return 0;
}

async function move(profile: Profile, args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { buckets: { type: 'string' }, to: { type: 'string' }, 'rows-per-fence': { type: 'string' } },
  });
  if (values.buckets === undefined || values.to === undefined)
    throw new Failure('tenfold shards move: --buckets FROM-TO and --to SHARD are needed.', 2);
  const rows = values['rows-per-fence'];
  if (rows !== undefined && !/^[1-9]\d{0,8}$/.test(rows))
    throw new Failure(`tenfold shards move: --rows-per-fence is a number, not "${rows}".`, 2);
  const options = { ...optionsOf(profile), rowsPerFence: rows === undefined ? undefined : Number(rows) };
  const range = parseBuckets(values.buckets);
  const to = values.to;
  return timed(() => moveBuckets(options, range, to));
}

async function add(profile: Profile, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { primary: { type: 'string' }, replica: { type: 'string', multiple: true, default: [] } },
  });
  const [name, ...others] = positionals;
  if (others.length > 0) throw new Failure('tenfold shards add: one shard at a time.', 2);
  if (values.primary === undefined && values.replica.length > 0)
    throw new Failure('tenfold shards add: a --replica belongs to a --primary.', 2);
  if (values.primary !== undefined && name === undefined)
    throw new Failure('tenfold shards add: servers that are there need a name, such as shard-3.', 2);
  const servers =
    values.primary === undefined
      ? undefined
      : { primary: parseEndpoint(values.primary), replicas: values.replica.map(parseEndpoint) };
  const release = lockStack(profile, 'shards add');
  try {
    const added = await addShard(profile, name, servers);
    process.stdout.write(
      `\n${added} is in the map and owns no buckets yet: ./tenfold shards move --buckets FROM-TO --to ${added}\n`,
    );
    return 0;
  } finally {
    release();
  }
}

function resume(profile: Profile, args: string[]): Promise<number> {
  parseArgs({ args });
  return timed(() => resumeMove(optionsOf(profile)));
}

function abort(profile: Profile, args: string[]): Promise<number> {
  parseArgs({ args });
  return timed(() => abortMove(optionsOf(profile)));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  process.stdout.write(`Done in ${formatDuration(performance.now() - begun)}.\n`);
  return 0;
}

function optionsOf(profile: Profile): MoveOptions {
  return {
    mapFile: shardMapFile(profile),
    login: { user: ADMIN_USER, password: openSecrets(profile).adminPassword },
    report: (line) => process.stdout.write(`${line}\n`),
  };
}
