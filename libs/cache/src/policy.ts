/** How long what kind of thing may be kept, and where. Durations are milliseconds. */
export interface CachePolicy {
  /** In reports. */
  readonly name: string;
  /** Never changes under its key: it may be repeated for as long as there is room, and nobody needs to be told anything. */
  readonly immutable: boolean;
  /** Nobody tells of its changes: it is over `l1Ms` after its load was begun, wherever it is kept. */
  readonly brief: boolean;
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

/** Of the life in the process: in the last part of it a read has the thing asked for again, behind its own answer. */
const RENEWED_SHARE = 1 / 4;

/** From when on something is asked for anew, while it still serves; what never changes or is over with its time is not. */
export function renewAt({ immutable, brief, l1Ms }: CachePolicy, until: number): number {
  return immutable || brief ? until : until - l1Ms * RENEWED_SHARE;
}

type Options = Pick<CachePolicy, 'name' | 'l2Ms'> & Partial<CachePolicy>;

/** For what changes: its versions only rise, and its writers go through `Cache.change`. */
export function mutable(options: Omit<Options, 'immutable' | 'brief'>): CachePolicy {
  const policy = {
    l1Ms: LONGEST_L1_MS,
    staleMs: 0,
    negativeMs: LONGEST_L1_MS,
    weight: 1,
    ...options,
    immutable: false,
    brief: false,
  };
  return checked(policy);
}

/**
 * For what is made of so many things that no writer could tell of it, a list over everything for instance: it lives so long from the
 * begin of its load on, in all levels together. It needs no bus, and has no version.
 */
export function brief({ name, lifeMs }: { readonly name: string; readonly lifeMs: number }): CachePolicy {
  const lives = { l1Ms: lifeMs, l2Ms: lifeMs, negativeMs: lifeMs, staleMs: 0 };
  return checked({ name, ...lives, weight: 1, immutable: false, brief: true });
}

/** For what its key names once and for all, a version of something for instance. */
export function immutable(options: Omit<Options, 'immutable' | 'brief' | 'l1Ms' | 'staleMs'>): CachePolicy {
  const fixed = { l1Ms: Infinity, staleMs: 0, immutable: true, brief: false };
  return checked({ negativeMs: LONGEST_L1_MS, weight: 1, ...options, ...fixed });
}

function checked(policy: CachePolicy): CachePolicy {
  const { name, l1Ms, l2Ms, staleMs, negativeMs, weight } = policy;
  if (!policy.immutable && l1Ms > LONGEST_L1_MS)
    throw new RangeError(`${name}: l1Ms is above ${LONGEST_L1_MS}`);
  for (const [member, value] of Object.entries({ l1Ms, l2Ms, staleMs, negativeMs, weight })) {
    if (!(value >= 0)) throw new RangeError(`${name}: ${member} is ${value}`);
  }
  return Object.freeze(policy);
}
