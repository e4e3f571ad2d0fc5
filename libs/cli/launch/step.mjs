import { spawn } from 'node:child_process';

/** A step without which nothing goes on. */
export async function step(title, command, args, options) {
  if (!(await succeeds(title, command, args, options))) process.exit(1);
}

/** Runs one command with its output held back: a step is quiet unless it fails, and then it shows everything. */
export async function succeeds(title, command, args, options) {
  process.stderr.write(`  ${title.padEnd(12)} `);
  const begun = performance.now();
  const { code, output } = await run(command, args, options);
  const seconds = `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  if (code === 0) {
    process.stderr.write(`${seconds.padStart(7)}\n`);
    return true;
  }
  process.stderr.write(
    `failed after ${seconds}\n\n${output}\n\n${command} ${args.join(' ')} ended with ${code}\n`,
  );
  return false;
}

function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    endWithParent(child);
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-60_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: error.code ?? 'an error', output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output: output.trim() }));
  });
}

/** When ./tenfold is killed, nobody waits for this step any more: it ends too, instead of going on unseen. */
function endWithParent(child) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    child.kill();
    process.exit(1);
  }, 250);
  child.on('close', () => clearInterval(timer));
}
