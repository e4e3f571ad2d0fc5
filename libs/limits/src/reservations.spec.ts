import fc from 'fast-check';
import { BATCH_SHARE, gcraOf, grantOf, takenUntil, waitOf, type Gcra } from './gcra.js';
import { LARGEST_BATCH, LIFETIME_MICROS, Reservations } from './reservations.js';

const MINUTE_MS = 60_000;

/** Processes that share what one step of Redis counts; its twin in TypeScript stands for it here. */
class Processes {
  now = 0;
  asked = 0;
  private taken = 0;
  private readonly all: Reservations[];

  constructor(
    private readonly gcra: Gcra,
    count = 1,
  ) {
    this.all = Array.from({ length: count }, () => new Reservations(gcra, () => this.now));
  }

  /** @returns the wait */
  take(process = 0): number {
    const reservations = this.all[process] as Reservations;
    return reservations.take('caller') ?? this.ask(reservations);
  }

  private ask(reservations: Reservations): number {
    this.asked += 1;
    const batch = reservations.begin('caller');
    const wait = waitOf(this.gcra, this.taken, this.now);
    const granted = grantOf(this.gcra, wait, batch?.size ?? 1);
    if (granted > 0) this.taken = takenUntil(this.gcra, wait + (granted - 1) * this.gcra.interval, this.now);
    batch?.fill(wait, granted);
    return wait;
  }
}

const leftOf = ({ interval }: Gcra, wait: number): number => Math.floor(-wait / interval) + 0;

describe(Reservations, () => {
  const rate = fc.record({
    requests: fc.integer({ min: 1, max: 5_000 }),
    windowMs: fc.integer({ min: 100, max: 100_000 }),
    burst: fc.integer({ min: 1, max: 2_000 }),
  });
  const history = fc.array(
    fc.record({
      process: fc.integer({ min: 0, max: 2 }),
      pause: fc.oneof(
        { weight: 8, arbitrary: fc.constant(0) },
        { weight: 4, arbitrary: fc.integer({ min: 0, max: 100_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 * LIFETIME_MICROS }) },
      ),
      times: fc.integer({ min: 1, max: 200 }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  it('should let in no more than the rate over all processes, at most a lifetime later than without them', () => {
    fc.assert(
      fc.property(rate, history, (limit, steps) => {
        const gcra = gcraOf(limit);
        const processes = new Processes(gcra, 3);
        const admitted: number[] = [];
        for (const { process, pause, times } of steps) {
          processes.now += pause;
          for (let n = 0; n < times; n += 1) if (processes.take(process) <= 0) admitted.push(processes.now);
        }
        const most = (micros: number): number => limit.burst + micros / gcra.interval + 1e-6;
        // Since the first request, exactly what the formula allows.
        const [first = 0] = admitted;
        for (const [more, at] of admitted.entries()) expect(more + 1).toBeLessThanOrEqual(most(at - first));
        // In any stretch, also what was reserved in the lifetime before it.
        const every = Math.max(1, Math.floor(admitted.length / 20));
        for (let from = 0; from < admitted.length; from += every)
          for (let to = from; to < admitted.length; to += every)
            expect(to - from + 1).toBeLessThanOrEqual(
              most((admitted[to] ?? 0) - (admitted[from] ?? 0) + LIFETIME_MICROS),
            );
      }),
    );
  });

  it('should count the last requests of a budget one by one, and refuse at its end exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 3 }), (burst, count) => {
        const gcra = gcraOf({ requests: 1, windowMs: MINUTE_MS, burst });
        const processes = new Processes(gcra, count);
        let admitted = 0;
        // Until each has been refused, so that none holds a reservation any more.
        for (let refused = 0; refused < count;) {
          refused = 0;
          for (let process = 0; process < count; process += 1)
            if (processes.take(process) <= 0) admitted += 1;
            else refused += 1;
        }
        expect(admitted).toBe(burst);
        expect(processes.asked).toBeGreaterThanOrEqual(Math.min(burst, BATCH_SHARE));
      }),
    );
  });

  it('should say of each request one less', () => {
    const gcra = gcraOf({ requests: 1, windowMs: MINUTE_MS, burst: 1_000 });
    const processes = new Processes(gcra);
    for (let left = 999; left >= 0; left -= 1) expect(leftOf(gcra, processes.take())).toBe(left);
    expect(processes.take()).toBeGreaterThan(0);
    expect(processes.asked).toBeLessThan(200);
  });

  it('should say what comes back while a batch is used', () => {
    const gcra = gcraOf({ requests: 1_000, windowMs: 1_000, burst: 10_000 });
    const processes = new Processes(gcra);
    for (let n = 0; n < 100; n += 1) processes.take();
    const asked = processes.asked;
    const left = leftOf(gcra, processes.take());
    processes.now += 10 * gcra.interval;
    expect(leftOf(gcra, processes.take())).toBe(left + 10 - 1);
    expect(processes.asked).toBe(asked);
  });

  it('should reserve more for who uses it up quickly, and never more than its bound', () => {
    const gcra = gcraOf({ requests: 1_000_000, windowMs: 1_000, burst: 1_000_000 });
    const processes = new Processes(gcra);
    const sizes = [1, 2, 4, 8, 16, 32, LARGEST_BATCH, LARGEST_BATCH];
    const total = sizes.reduce((sum, size) => sum + size, 0);
    for (let n = 0; n < total; n += 1) processes.take();
    expect(processes.asked).toBe(sizes.length);
  });

  it('should reserve nothing for who asks once in a lifetime', () => {
    const gcra = gcraOf({ requests: 1_000, windowMs: 1_000, burst: 1_000 });
    const processes = new Processes(gcra);
    for (let n = 0; n < 10; n += 1) {
      expect(leftOf(gcra, processes.take())).toBe(999);
      processes.now += LIFETIME_MICROS + 1;
    }
    expect(processes.asked).toBe(10);
  });

  it('should use nothing that was reserved longer ago than its lifetime, which stays counted', () => {
    const gcra = gcraOf({ requests: 1, windowMs: MINUTE_MS, burst: 100 });
    const processes = new Processes(gcra);
    // Batches of 1, 2 and 4: one of the last is used.
    for (let n = 0; n < 4; n += 1) processes.take();
    expect(processes.asked).toBe(3);
    processes.now += LIFETIME_MICROS + 1;
    expect(leftOf(gcra, processes.take())).toBe(100 - 7 - 1);
    expect(processes.asked).toBe(4);
  });

  it('should have others ask for themselves while one asks, and survive an answer that does not come', () => {
    const gcra = gcraOf({ requests: 1_000, windowMs: 1_000, burst: 1_000 });
    const reservations = new Reservations(gcra, () => 0);
    const batch = reservations.begin('caller');
    expect(batch?.size).toBe(1);
    expect(reservations.begin('caller')).toBeUndefined();
    expect(reservations.take('caller')).toBeUndefined();
    batch?.fail();
    expect(reservations.take('caller')).toBeUndefined();
    expect(reservations.begin('caller')).toBeDefined();
  });

  it('should stay bounded in a flood of callers', () => {
    const gcra = gcraOf({ requests: 1_000, windowMs: 1_000, burst: 1_000 });
    const reservations = new Reservations(gcra, () => 0, 100);
    for (let n = 0; n < 1_000; n += 1) reservations.begin(`caller ${n}`)?.fill(-1_000, 1);
    expect(reservations.size).toBe(100);
  });
});
