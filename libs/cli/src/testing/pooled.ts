import { findPgBouncer } from '../binaries/pgbouncer-binary.js';
import { showJest } from './jest.js';
import type { TestStack } from './test-stack.js';

/** Their connections are direct by nature: they compare schemas and read plans and locks of one session. */
const DIRECT = ['migrations\\.integration-spec', 'plans\\.integration-spec'];

/** What the run of all tiers asks for: something of each library and service that goes to Postgres. By its name the tier runs whole. */
const SOME = [
  'libs/database/test/(pooler|migrate|ownership)',
  'libs/messaging/test/messaging',
  'services/orders/test/(placing|consistency|key-sweep)',
  'services/order-items/test/(order-items|reads)',
  'services/quiz/test/(attempts|answers)',
].map((path) => `${path}\\.integration-spec`);

/** The integration tests again, with every service's statements going through PgBouncer. */
export async function testPooled(
  stack: TestStack,
  jestArgs: readonly string[],
  whole: boolean,
): Promise<'ok' | 'FAILED' | 'skipped'> {
  const found = await findPgBouncer(stack.profile.packages);
  if (!found.ok) {
    const required = process.env['CI'] === 'true';
    process.stdout.write(
      `\n*** Tests through a pooler are ${required ? 'impossible' : 'left out'}: ${found.reason}. ***\n`,
    );
    return required ? 'FAILED' : 'skipped';
  }
  const left = DIRECT.flatMap((pattern) => ['--testPathIgnorePatterns', pattern]);
  // Jest takes what follows a list for a part of it, until the next option.
  const options = [
    ...left,
    '--selectProjects',
    'integration',
    '--passWithNoTests',
    ...(whole ? jestArgs : SOME),
  ];
  try {
    return (await showJest(options, await stack.pooled(true))) ? 'ok' : 'FAILED';
  } finally {
    await stack.pooled(false);
  }
}
