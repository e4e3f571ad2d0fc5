import { formatDuration } from './duration.js';

const TITLE_WIDTH = 12;

/** Prints one line per step: its title while it runs, then how long it took and what came of it. */
export async function step(title: string, work: () => Promise<string | undefined>): Promise<void> {
  process.stdout.write(`  ${title.padEnd(TITLE_WIDTH)} `);
  const begun = performance.now();
  try {
    const outcome = await work();
    const duration = formatDuration(performance.now() - begun).padStart(7);
    process.stdout.write(`${duration}${outcome === undefined ? '' : `  ${outcome}`}\n`);
  } catch (error) {
    process.stdout.write(`failed after ${formatDuration(performance.now() - begun)}\n`);
    throw error;
  }
}
