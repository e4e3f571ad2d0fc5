import { AppError } from '@tenfold/errors';
import type { Load, Loaded } from '../answers.js';

/** What is cached: things with versions that only rise. Loads can be made to fail, or to wait between reading and answering. */
export class TestSource {
  private readonly things = new Map<string, { version: number; there: boolean }>();
  private held: (() => void)[] | undefined;
  loads = 0;
  running = 0;
  mostRunning = 0;
  failing = false;

  /** @returns the version that it has now */
  write(key: string, there = true): number {
    const version = this.versionOf(key) + 1;
    this.things.set(key, { version, there });
    return version;
  }

  versionOf(key: string): number {
    return this.things.get(key)?.version ?? 0;
  }

  /** Loads that have read do not answer until `release`. */
  hold(): void {
    this.held = [];
  }

  release(): void {
    const waiting = this.held ?? [];
    this.held = undefined;
    waiting.forEach((goOn) => goOn());
  }

  load(key: string): Load {
    return async () => {
      this.loads += 1;
      this.running += 1;
      this.mostRunning = Math.max(this.mostRunning, this.running);
      const loaded = this.read(key);
      const { failing, held } = this;
      if (held !== undefined) await new Promise<void>((goOn) => held.push(goOn));
      this.running -= 1;
      if (failing) throw new AppError('dependency_unavailable');
      return loaded;
    };
  }

  private read(key: string): Loaded {
    const { version, there } = this.things.get(key) ?? { version: 0, there: false };
    return { version, body: there ? Buffer.from(`${key} at ${version}`) : undefined };
  }
}
