import { seedOptionsSchema } from '@tenfold/importer';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { readArguments, requireAddress, requireFile } from './seed.js';

const VERBS = new URL('../../launch/verbs.json', import.meta.url);

describe(readArguments, () => {
  it('should turn flags into the options of the importer', () => {
    const args = [
      '--orders',
      'a.csv.gz',
      '--time-zone',
      'Europe/London',
      '--concurrency=2',
      '--keep-adjustments',
    ];
    expect(readArguments(args)).toEqual({
      orders: 'a.csv.gz',
      quizzes: undefined,
      url: undefined,
      options: { timeZone: 'Europe/London', concurrency: 2, keepAdjustments: true },
    });
  });

  it('should refuse a flag that it does not know', () => {
    expect(() => readArguments(['--order', 'a.csv'])).toThrow("Unknown option '--order'");
  });

  it('should know every option of the help, which lists all of them with their defaults', () => {
    const { seed } = JSON.parse(readFileSync(VERBS, 'utf8')) as { seed: { details: string[] } };
    const listed = seed.details.filter((line) => line.startsWith('--'));
    const defaults = Object.entries(seedOptionsSchema.parse({}));
    for (const [name, value] of defaults) {
      const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      const line = listed.find((one) => one.startsWith(`${flag} `)) ?? `${flag} is not listed`;
      if (typeof value === 'boolean') expect(line).toMatch(/^--\S+ {2,}\w/);
      else expect(line).toContain(`(default: ${value})`);
    }
    expect(listed).toHaveLength(defaults.length + 3);
  });
});

describe(requireAddress, () => {
  it.each(['nonsense', '', 'http://', 'ftp://localhost/', 'localhost:8080', 'http://127.0.0.1:99999'])(
    'should refuse "%s" before anything is sent',
    (text) => {
      expect(() => requireAddress(text)).toThrow('--url is the address of the gateway');
    },
  );

  it.each(['http://127.0.0.1:8080', 'https://api.example/base/'])('should take %s', (text) => {
    expect(() => requireAddress(text)).not.toThrow();
  });
});

describe(requireFile, () => {
  it('should name a directory, and what is not there', () => {
    expect(() => requireFile(tmpdir())).toThrow(`${tmpdir()}: it is a directory, not a file.`);
    expect(() => requireFile('/not/there.csv')).toThrow(
      '/not/there.csv: there is no such file or directory.',
    );
  });
});
