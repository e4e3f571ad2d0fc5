import type { Served } from '../local-level.js';
import type { Load } from '../answers.js';
import { Cache } from '../cache.js';
import type { CacheOptions } from '../cache-options.js';
import type { InvalidationBus } from '../invalidation-bus.js';
import type { CachePolicy } from '../policy.js';

/** Each breaks one thing, as somebody in a hurry would. */

/** What has failed is as good as what is not there. */
export class KeepsFailures extends Cache {
  override get(policy: CachePolicy, key: string, load: Load): Promise<Served> {
    return super.get(policy, key, () => load().catch(() => ({ version: 0, body: undefined })));
  }
}

/** Every read goes its own way. */
export class SharesNothing extends Cache {
  constructor(private readonly all: CacheOptions) {
    super(all);
  }

  override get(policy: CachePolicy, key: string, load: Load): Promise<Served> {
    return new Cache(this.all).get(policy, key, load);
  }
}

const withBus = (options: CacheOptions, changes: Partial<InvalidationBus>): CacheOptions => {
  const { bus } = options;
  const own: InvalidationBus = {
    get connected() {
      return bus.connected;
    },
    publish: (change) => bus.publish(change),
    subscribe: (listener) => bus.subscribe(listener),
  };
  return { ...options, bus: Object.defineProperties(own, Object.getOwnPropertyDescriptors(changes)) };
};

export class TellsNobody extends Cache {
  constructor(options: CacheOptions) {
    super(withBus(options, { publish: () => undefined }));
  }
}

/** A bus that is away is taken for a quiet one. */
export class TrustsTheSilence extends Cache {
  constructor(options: CacheOptions) {
    const subscribe: InvalidationBus['subscribe'] = (listener) =>
      options.bus.subscribe({ ...listener, changed: listener.changed, lost: () => undefined });
    super(withBus(options, { subscribe, connected: true }));
  }
}

const withPolicy = (change: Partial<CachePolicy>) =>
  class extends Cache {
    override get(policy: CachePolicy, key: string, load: Load): Promise<Served> {
      return super.get({ ...policy, ...change }, key, load);
    }
  };

export const KeepsForTooLong = withPolicy({ l1Ms: 30_000 });
export const KeepsForNoTime = withPolicy({ l1Ms: 0 });
export const ForgetsWhatIsNotThere = withPolicy({ negativeMs: 0 });
export const NeverStale = withPolicy({ staleMs: 0 });
export const StaleForEver = withPolicy({ staleMs: 1e9 });

/** Writes, and tells of it afterwards. */
export class WritesFirst extends Cache {
  override async change<T>(
    key: string,
    write: () => Promise<T>,
    versionOf: (result: T) => number | undefined,
  ): Promise<T> {
    const result = await write();
    return super.change(key, async () => result, versionOf);
  }
}

export class HasNoBudget extends Cache {
  constructor(options: CacheOptions) {
    super({ ...options, l1Bytes: 2 ** 30 });
  }
}

export class LoadsWithoutLimit extends Cache {
  constructor(options: CacheOptions) {
    super({ ...options, loads: { running: Infinity, waiting: 0 } });
  }
}

/** Whoever waits for a dead process waits for good. */
export class WaitsForEver extends Cache {
  constructor(options: CacheOptions) {
    super({ ...options, leaseMs: 1e9 });
  }
}

export class NeverOff extends Cache {
  constructor(options: CacheOptions) {
    const strategies = { isOn: () => true, onChange: () => undefined };
    super({ ...options, strategies: strategies as unknown as CacheOptions['strategies'] });
  }
}

export class NeverReadsPast extends Cache {
  constructor({ hooks, ...options }: CacheOptions) {
    super(hooks?.onRead === undefined ? options : { ...options, hooks: { onRead: hooks.onRead } });
  }
}
