import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Failure } from '../../output/failure.js';
import { inNamespace, type Cluster } from '../cluster.js';

const LISTENS = /^Forwarding from 127\.0\.0\.1:(\d+) ->/;

/** A port of this machine that leads to a pod's; it ends with the pod. */
export interface Forward {
  readonly port: number;
  close(): void;
}

export async function forward(cluster: Cluster, pod: string, port: number): Promise<Forward> {
  const args = ['port-forward', ...inNamespace(cluster), '--address', '127.0.0.1', `pod/${pod}`, `:${port}`];
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const ended = once(child, 'close').then(() => undefined);
  const listening = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const local = LISTENS.exec(line)?.[1];
      if (local !== undefined) return Number(local);
    }
    return undefined;
  })();
  const local = await Promise.race([listening, ended]);
  if (local === undefined) throw new Failure(`kubectl port-forward pod/${pod}: ${complaint.trim()}`);
  // It says something for each connection, and nobody reads it any more.
  child.stdout.resume();
  return { port: local, close: () => void child.kill() };
}
