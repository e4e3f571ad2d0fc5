import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '../stack/service-names.js';

const ROOT_FILES = ['Dockerfile', '.dockerignore', '.npmrc', '.swcrc', 'package.json', 'package-lock.json'];
const LEFT_OUT = /(^|\/)(node_modules|dist|test|coverage)(\/|$)|spec\.ts$/;

/** A name for what goes into a service's image: the same files, the same tag; another tag, and the pods are replaced. */
export function imageTag(root: string, service: ServiceName): string {
  const hash = createHash('sha256');
  for (const file of contentOf(root, service))
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return `content-${hash.digest('hex').slice(0, 12)}`;
}

/** Its own sources and all libraries'. Of other services only what npm asks for: they are not in the image. */
export function contentOf(root: string, service: ServiceName): readonly string[] {
  const found = globSync(['docker/**', 'libs/**', `services/${service}/**`, 'services/*/package.json'], {
    cwd: root,
    exclude: (name) => LEFT_OUT.test(name),
  });
  return [...new Set([...ROOT_FILES, ...found])]
    .filter((file) => !LEFT_OUT.test(file) && existsSync(join(root, file)))
    .filter((file) => statSync(join(root, file)).isFile())
    .sort();
}
