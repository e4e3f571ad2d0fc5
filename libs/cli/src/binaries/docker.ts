import { findOnPath } from './find-on-path.js';
import { runCommand } from './run-command.js';

let answer: Promise<boolean> | undefined;

/** True when a Docker daemon answers; the client alone is often installed without one. */
export function dockerWorks(): Promise<boolean> {
  answer ??= findOnPath(['docker']) === undefined ? Promise.resolve(false) : daemonAnswers();
  return answer;
}

async function daemonAnswers(): Promise<boolean> {
  return (await runCommand('docker', ['version', '--format', '{{.Server.Version}}'])).code === 0;
}
