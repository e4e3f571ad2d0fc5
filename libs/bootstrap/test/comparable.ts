import type { RawAnswer } from './raw-http.js';

/** Everything but the time, and an id that the server made up. */
export function comparable({ line, headers, body }: RawAnswer): unknown {
  const made = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
  const id = headers.find(([name]) => name === 'x-request-id')?.[1] ?? '';
  const steady = headers.map(([name, value]) => {
    if (name === 'Date') return [name, 'some time'];
    return [name, name === 'x-request-id' && made.test(value) ? 'some id' : value];
  });
  return { line, headers: steady, body: made.test(id) ? body.replace(id, 'some id') : body };
}
