import { addressIn } from './address.js';

describe(addressIn, () => {
  const balanced = { loadBalancer: { ingress: [{ ip: '10.0.0.7' }] } };

  it.each([
    [
      'the host of a rule',
      { spec: { rules: [{ host: 'a.example.com' }] }, status: balanced },
      'http://a.example.com',
    ],
    [
      'https with a certificate',
      { spec: { rules: [{ host: 'a.example.com' }], tls: [{}] } },
      'https://a.example.com',
    ],
    ['the balancer where any host is served', { spec: { rules: [{}] }, status: balanced }, 'http://10.0.0.7'],
    ['nothing while nobody has an address', { spec: { rules: [{}] }, status: {} }, undefined],
  ])('should find %s', (_, ingress, url) => {
    expect(addressIn([ingress])).toBe(url);
  });
});
