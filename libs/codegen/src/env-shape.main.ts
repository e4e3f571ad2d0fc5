import { pathToFileURL } from 'node:url';
import { describeEnv, type EnvRow } from '@tenfold/config';

/**
 * Prints the variables of one `env.js` as JSON. That module parses the environment when it is loaded and ends the process
 * when something is missing, as a service must; here everything is missing and only the shape is wanted. So this runs in a
 * process of its own, in which `exit` does nothing until the module is loaded.
 */
const [, , file = ''] = process.argv;
const exit = process.exit.bind(process);
process.exit = (() => undefined) as unknown as typeof process.exit;
const loaded = (await import(pathToFileURL(file).href)) as { envShape?: Parameters<typeof describeEnv>[0] };
process.exit = exit;

if (loaded.envShape === undefined) throw new Error(`${file} does not export envShape`);
const rows: EnvRow[] = describeEnv(loaded.envShape);
process.stdout.write(JSON.stringify(rows));
