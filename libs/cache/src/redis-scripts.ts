import { SUSPECT, TRUST_AT, VERSION_DIGITS } from './entry.js';

/** KEYS: the entry, its lease, the set of its marks; all in one slot. Each script is one step for everybody else. */
const KEYS = 3;

const SEEN = `local seen = redis.call('GETRANGE', KEYS[1], 0, ${VERSION_DIGITS - 1})`;
const KNOWN = `#seen == ${VERSION_DIGITS}`;

const script = (lua: string) => ({ numberOfKeys: KEYS, lua });

export const SCRIPTS = {
  /** ARGV: token, ms */
  tenfoldLease: script(`
    if redis.call('EXISTS', KEYS[3]) == 1 then return 'blocked' end
    if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 'mine' end
    return 'taken'`),

  /** ARGV: token */
  tenfoldRelease: script(`
    if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
    return 'done'`),

  /** ARGV: token, version, entry, ms */
  tenfoldFill: script(`
    if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'refused' end
    redis.call('DEL', KEYS[2])
    if redis.call('EXISTS', KEYS[3]) == 1 then return 'refused' end
    ${SEEN}
    if ${KNOWN} and seen > ARGV[2] then return 'refused' end
    redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
    return 'stored'`),

  /** ARGV: token, ms */
  tenfoldMark: script(`
    redis.call('DEL', KEYS[2])
    redis.call('SADD', KEYS[3], ARGV[1])
    redis.call('PEXPIRE', KEYS[3], ARGV[2])
    ${SEEN}
    if ${KNOWN} then redis.call('SETRANGE', KEYS[1], ${TRUST_AT}, '${SUSPECT}') end
    return 'done'`),

  /** ARGV: token */
  tenfoldUnmark: script(`
    redis.call('SREM', KEYS[3], ARGV[1])
    return 'done'`),

  /** ARGV: token, version, entry, ms */
  tenfoldTombstone: script(`
    redis.call('DEL', KEYS[2])
    redis.call('SREM', KEYS[3], ARGV[1])
    ${SEEN}
    if not (${KNOWN} and seen >= ARGV[2]) then redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) end
    return 'done'`),
} as const;

export type ScriptName = keyof typeof SCRIPTS;
