import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.js';
import type { Profile } from './profile.js';
import { SERVICES, type ServiceName } from './service-names.js';

/**
 * Sums that a release adds know nothing of the data that was there before it. Which sums a service keeps, its `package.json` says by a
 * number, `tenfold.sums`, that rises when there are more; with which of them this data was counted, a file beside the data says.
 */
function sumsOf(service: ServiceName): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'services', service, 'package.json'), 'utf8')) as {
    readonly tenfold: { readonly sums: number };
  };
  return String(manifest.tenfold.sums);
}

/** Whether there is data at all: what begins with this release is counted from its beginning. */
export function hasData({ directory }: Profile): boolean {
  return existsSync(join(directory, 'data'));
}

/** Services that keep sums which the data was not counted with. */
export function uncounted(profile: Profile): ServiceName[] {
  return SERVICES.filter((service) => {
    const marker = markerOf(profile, service);
    return !existsSync(marker) || readFileSync(marker, 'utf8') !== sumsOf(service);
  });
}

export function markCounted(profile: Profile, service: ServiceName): void {
  mkdirSync(join(profile.directory, 'data'), { recursive: true });
  writeFileSync(markerOf(profile, service), sumsOf(service));
}

/** Beside the data, so that it is deleted with the data. */
function markerOf({ directory }: Profile, service: ServiceName): string {
  return join(directory, 'data', `${service}.counted`);
}
