import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../launch/launch.mjs', import.meta.url));

function launch(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...args], { encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

describe('./tenfold', () => {
  it.each(['version', '--version'])('should say by %s what it is, and on which Node.js', (word) => {
    const own = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(launch(word)).toEqual({
      code: 0,
      stdout: `tenfold ${own.version} (Node.js ${process.versions.node})\n`,
      stderr: '',
    });
  });

  it('should name the verb that was meant', () => {
    const { code, stdout, stderr } = launch('stauts');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('there is no verb "stauts"; did you mean "status"?');
  });

  it.each([
    ['help', 'logs'],
    ['logs', '--help'],
    ['logs', '-h'],
  ])('should explain a verb by %s %s', (...words) => {
    const { code, stdout } = launch(...words);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: ./tenfold logs');
    expect(stdout).toContain('--json');
  });
});
