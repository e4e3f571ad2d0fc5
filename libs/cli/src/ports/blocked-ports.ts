import { Failure } from '../output/failure.js';
import { healthPortOf, monitorPortOf, portsWithOffset, prometheusPort } from '../stack/ports.js';
import { SERVICES } from '../stack/service-names.js';

/**
 * Ports to which no browser and no `fetch` speaks HTTP: the bad ports of the Fetch standard
 * (https://fetch.spec.whatwg.org/#port-blocking) that a stack could reach.
 */
const BLOCKED: ReadonlySet<number> = new Set([
  5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);

/**
 * The stacks of test and bench lie above all blocked ports at every offset, which a test makes sure of.
 * @throws Failure when something that speaks HTTP would be out of reach at this offset
 */
export function requireReachablePorts(offset: number): void {
  const blocked = httpPorts(offset).find(({ port }) => BLOCKED.has(port));
  if (blocked === undefined) return;
  throw new Failure(
    `TENFOLD_PORT_OFFSET=${offset} gives ${blocked.name} port ${blocked.port}, which browsers and fetch refuse to ` +
      `talk to: choose another offset, ${offset + 100} for instance.`,
  );
}

function httpPorts(offset: number): { name: string; port: number }[] {
  const ports = portsWithOffset(offset);
  return [
    { name: 'the gateway', port: ports.gateway },
    ...SERVICES.map((name) => ({ name, port: ports[name] })),
    ...SERVICES.map((name) => ({ name: `${name}'s health`, port: healthPortOf(ports[name]) })),
    { name: "NATS's monitoring", port: monitorPortOf(ports.nats) },
    { name: 'prometheus', port: prometheusPort(offset) },
  ];
}
