import { howToGet } from './go-tool.js';
import { GO_TOOLS } from './versions.js';

describe(howToGet, () => {
  it('should say it in one line, with what helm must be told of Kubernetes', () => {
    const line = howToGet('helm', GO_TOOLS.helm, 'Go is not on the PATH');
    expect(line).not.toContain('\n');
    expect(line).toMatch(/^helm 3\.22\.0 is missing \(Go is not on the PATH\)/);
    expect(line).toMatch(/go install .*k8sVersionMinor=34.* helm\.sh\/helm\/v3\/cmd\/helm@v3\.22\.0/);
  });

  it('should not name go install where it is refused', () => {
    expect(howToGet('helm-unittest', GO_TOOLS['helm-unittest'], 'x')).not.toContain('go install');
  });
});
