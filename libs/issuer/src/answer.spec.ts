import { answerTo } from './answer.js';

describe(answerTo, () => {
  const keys = '{"keys":[{"kid":"one"}]}';
  const answer = answerTo(keys);

  it.each(['GET', 'HEAD'])('should answer %s with the keys, to be kept for a while', (method) => {
    expect(answer(method, '/.well-known/jwks.json?v=1')).toEqual({
      status: 200,
      headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=300' },
      body: keys,
    });
  });

  it('should say that it lives', () => {
    expect(answer('GET', '/livez')).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
  });

  it.each(['/', '/jwks.json', '/.well-known/../.well-known/jwks.json', '/constructor', '//livez', undefined])(
    'should not know %s',
    (url) => {
      const { status, headers, body } = answer('GET', url);
      expect([status, headers['content-type']]).toEqual([404, 'application/problem+json']);
      expect(JSON.parse(body)).toMatchObject({ code: 'route_not_found', instance: url ?? '/' });
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', undefined])('should refuse %s everywhere', (method) => {
    for (const url of ['/.well-known/jwks.json', '/livez', '/nothing'])
      expect(answer(method, url)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });
});
