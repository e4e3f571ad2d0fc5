import { rebuild, type RebuildProgress, type RebuildTarget } from './rebuild.js';

describe(rebuild, () => {
  const memory = (): RebuildProgress & { readonly kept: Map<string, string> } => {
    const kept = new Map<string, string>();
    return {
      kept,
      find: async (target) => kept.get(target),
      set: async (target, position) => void kept.set(target, position),
      remove: async (target) => void kept.delete(target),
    };
  };
  /** Three steps; dies once at `dieAt`. */
  const target = (dieAt?: string): RebuildTarget & { readonly seen: (string | undefined)[] } => {
    const seen: (string | undefined)[] = [];
    let dies = dieAt !== undefined;
    return {
      name: 'days',
      seen,
      step: async (position) => {
        seen.push(position);
        if (dies && position === dieAt) {
          dies = false;
          throw new Error('killed');
        }
        return { next: { a: 'b', b: undefined }[position ?? ''] ?? (position ? undefined : 'a'), rebuilt: 1 };
      },
    };
  };

  it('should take all steps and leave no bookmark', async () => {
    const [progress, days] = [memory(), target()];
    expect(await rebuild(days, progress)).toEqual({ target: 'days', steps: 3, rebuilt: 3, resumedAt: null });
    expect(days.seen).toEqual([undefined, 'a', 'b']);
    expect(progress.kept.size).toBe(0);
  });

  it('should go on where it was cut off, or begin anew when told so', async () => {
    for (const [restart, seen] of [
      [false, ['b']],
      [true, [undefined, 'a', 'b']],
    ] as const) {
      const [progress, days] = [memory(), target('b')];
      await expect(rebuild(days, progress)).rejects.toThrow('killed');
      days.seen.length = 0;
      await rebuild(days, progress, restart);
      expect(days.seen).toEqual(seen);
    }
  });
});
