// A mover that can be killed: says which moment it has reached, and at the one it is told waits for its end.
import { moveBuckets } from '@tenfold/resharding';

const { mapFile, login, range, target, moment } = JSON.parse(process.argv[2]);
const reached = (now) => {
  process.stdout.write(`${now}\n`);
  return now === moment ? new Promise(() => setInterval(() => undefined, 1_000)) : undefined;
};
await moveBuckets({ mapFile, login, report: () => undefined, reached }, range, target);
