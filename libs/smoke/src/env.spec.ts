import { readEnv, urlsOf } from './env.js';

describe(urlsOf, () => {
  const key = { ISSUER_KEY_FILE: '/keys/key.pem' };
  const [a, b] = ['http://a.example', 'http://b.example'];

  it('should take one URL for all services', () => {
    expect(urlsOf(readEnv({ ...key, SMOKE_URL: a }))).toEqual({ quiz: a, orders: a, 'order-items': a });
  });

  it('should take the URL of a service before the one for all', () => {
    const urls = urlsOf(readEnv({ ...key, SMOKE_URL: a, ORDERS_URL: b }));
    expect(urls).toEqual({ quiz: a, orders: b, 'order-items': a });
    const each = readEnv({ ...key, QUIZ_URL: a, ORDERS_URL: b, ORDER_ITEMS_URL: b });
    expect(urlsOf(each)).toEqual({ quiz: a, orders: b, 'order-items': b });
  });

  it('should name the URLs that are missing', () => {
    let printed = '';
    const exit = (): never => {
      throw new Error('exit');
    };
    const read = (): unknown =>
      readEnv({ ...key, ORDERS_URL: b }, { exit, write: (text) => void (printed += text) });
    expect(read).toThrow('exit');
    expect(printed).toContain('SMOKE_URL is required, or QUIZ_URL, ORDER_ITEMS_URL');
  });
});
