import { KINDS, schemaFileOf } from './kinds.js';

describe(schemaFileOf, () => {
  it.each([
    ['v1', 'Secret', 'secret-v1.json'],
    ['apps/v1', 'Deployment', 'deployment-apps-v1.json'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'httproute-gateway-v1.json'],
  ])('should name the file of %s %s as kubeconform looks for it', (apiVersion, kind, file) => {
    expect(schemaFileOf({ apiVersion, kind })).toBe(file);
  });

  it('should give each kind a file of its own', () => {
    expect(new Set(KINDS.map(schemaFileOf)).size).toBe(KINDS.length);
  });
});
