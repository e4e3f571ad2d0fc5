import { parseArgs } from 'node:util';
import { STRATEGIES } from '@tenfold/strategies';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { mintToken } from '../stack/mint-token.js';
import { healthPortOf } from '../stack/ports.js';
import { mainProfile, type Profile } from '../stack/profile.js';
import { SERVICES } from '../stack/service-names.js';

type Positions = Readonly<Record<string, string>>;

/** Shows the switches of every service, or sets one in all of them by asking any. */
export async function strategies(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [name, position, ...rest] = positionals;
  const profile = mainProfile();
  if (name === undefined) return show(profile);
  if (name === 'reset' && position === undefined) {
    await ask(profile, SERVICES[0], 'DELETE', '/strategies');
    return said('Every switch stands as the environment says');
  }
  if (!STRATEGIES.some((one) => one === name))
    throw new Failure(`tenfold strategies: there is no "${name}"; there are ${STRATEGIES.join(', ')}.`, 2);
  if ((position !== 'on' && position !== 'off') || rest.length > 0)
    throw new Failure(`tenfold strategies ${name}: on or off?`, 2);
  await ask(profile, SERVICES[0], 'PUT', `/strategies/${name}`, { position });
  return said(`${name} is ${position}`);
}

async function show(profile: Profile): Promise<number> {
  const columns = await Promise.all(SERVICES.map((service) => ask(profile, service, 'GET', '/strategies')));
  const rows = STRATEGIES.map((name) => [name, ...columns.map((positions) => positions[name] ?? '-')]);
  process.stdout.write(`${table([['STRATEGY', ...SERVICES], ...rows])}\n`);
  return 0;
}

function said(what: string): number {
  process.stdout.write(`${what}, in one service at once and in the others within a second.\n`);
  return 0;
}

async function ask(
  profile: Profile,
  service: (typeof SERVICES)[number],
  method: string,
  path: string,
  body?: object,
): Promise<Positions> {
  const url = `http://127.0.0.1:${healthPortOf(profile.ports[service])}${path}`;
  const token = await mintToken(profile, { roles: ['admin'], subject: 'dev' });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = { method, headers, signal: AbortSignal.timeout(5_000) };
  const response = await fetch(
    url,
    body === undefined ? request : { ...request, body: JSON.stringify(body) },
  ).catch((cause: unknown) => {
    throw new Failure(`${service} does not answer (${String(cause)}): ./tenfold up starts it.`);
  });
  const answer = (await response.json()) as Positions;
  if (!response.ok) throw new Failure(`${service} answered with ${response.status}: ${answer['detail']}`);
  return answer;
}
