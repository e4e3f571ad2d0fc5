const sleepers = new Set<() => void>();

/** Events are about to be written by this process: of those of others a relay learns when it looks by itself. */
export function wakeRelays(): void {
  for (const wake of sleepers) wake();
}

/** @returns ends it */
export function onEvents(wake: () => void): () => void {
  sleepers.add(wake);
  return () => void sleepers.delete(wake);
}
