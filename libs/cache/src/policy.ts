/** How long what kind of thing may be kept, and where. Durations are milliseconds. */
export interface CachePolicy {
  /** In reports. */
  readonly name: string;
  /** Never changes under its key: it may be repeated for as long as there is room, and nobody needs to be told anything. */
  readonly immutable: boolean;
  /** In the process. Also the bound on how late a change is seen when nobody tells us of it. */
  readonly l1Ms: number;
  /** In the store that all processes share. */
  readonly l2Ms: number;
  /** After that, for as long as it cannot be loaded anew. */
  readonly staleMs: number;
  /** That there is no such thing. */
  readonly negativeMs: number;
  /** How many times its bytes an entry takes in the process: more than once where its reader keeps something beside it. */
  readonly weight: number;
}

/** A change that nobody tells us of is visible after this time, everywhere. */
export const LONGEST_L1_MS = 1_000;

type Options = Pick<CachePolicy, 'name' | 'l2Ms'> & Partial<CachePolicy>;

/** For what changes: its versions only rise, and its writers go through `Cache.change`. */
export function mutable(options: Omit<Options, 'immutable'>): CachePolicy {
  const policy = {
    l1Ms: LONGEST_L1_MS,
    staleMs: 0,
    negativeMs: LONGEST_L1_MS,
    weight: 1,
    ...options,
    immutable: false,
  };
  if (policy.l1Ms > LONGEST_L1_MS) throw new RangeError(`${policy.name}: l1Ms is above ${LONGEST_L1_MS}`);
  return checked(policy);
}

/** For what its key names once and for all, a version of something for instance. */
export function immutable(options: Omit<Options, 'immutable' | 'l1Ms' | 'staleMs'>): CachePolicy {
  const fixed = { l1Ms: Infinity, staleMs: 0, immutable: true };
  return checked({ negativeMs: LONGEST_L1_MS, weight: 1, ...options, ...fixed });
}

function checked(policy: CachePolicy): CachePolicy {
  const { name, l1Ms, l2Ms, staleMs, negativeMs, weight } = policy;
  for (const [member, value] of Object.entries({ l1Ms, l2Ms, staleMs, negativeMs, weight })) {
    if (!(value >= 0)) throw new RangeError(`${name}: ${member} is ${value}`);
  }
  return Object.freeze(policy);
}
