import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentenceOf } from './explain.js';

const caught = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe(sentenceOf, () => {
  it('should say of a file that is not there which one it is', async () => {
    const path = join(tmpdir(), 'not-there', 'orders.csv');
    expect(sentenceOf(await caught(() => readFileSync(path)))).toBe(
      `${path}: there is no such file or directory.`,
    );
  });

  it('should say that a directory is no file', async () => {
    expect(sentenceOf(await caught(() => readFileSync(tmpdir())))).toBe(
      'The file: it is a directory, not a file.',
    );
  });

  it('should say of a server that does not listen where it was looked for', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    const error = await caught(() => fetch(`http://127.0.0.1:${port}/`));
    expect(sentenceOf(error)).toBe(
      `127.0.0.1:${port} cannot be reached: nothing listens there; is everything up?`,
    );
  });

  it('should say that a port is blocked', async () => {
    expect(sentenceOf(await caught(() => fetch('http://127.0.0.1:10080/')))).toBe(
      'The port is one that fetch and browsers refuse; choose another one.',
    );
  });

  it('should leave a fault of the program to its stack', () => {
    expect(sentenceOf(new TypeError('undefined is not a function'))).toBeUndefined();
    expect(sentenceOf('text')).toBeUndefined();
  });
});
