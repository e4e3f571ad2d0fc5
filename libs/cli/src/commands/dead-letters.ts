import { DeadLetters, Messaging, type DeadLetter } from '@tenfold/messaging';
import { createLogger } from '@tenfold/observability';
import { parseArgs } from 'node:util';
import { formatDuration } from '../output/duration.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { mainProfile } from '../stack/profile.js';
import { answers } from '../stack/greeting.js';

const ACTIONS = ['list', 'show', 'replay'] as const;
const WIDTH = 60;

export async function deadLetters(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      subject: { type: 'string' },
      id: { type: 'string' },
      all: { type: 'boolean', default: false },
    },
  });
  const [action = 'list', ...rest] = positionals;
  const known = ACTIONS.find((one) => one === action);
  if (known === undefined || rest.length > 0)
    throw new Failure(`tenfold dead-letters: ${ACTIONS.join(', ')}; not "${positionals.join(' ')}".`, 2);
  const { subject, id, all } = values;
  if (known === 'show' && id === undefined)
    throw new Failure('tenfold dead-letters show: --id is missing.', 2);
  if (known === 'replay' && subject === undefined && id === undefined && !all)
    throw new Failure('tenfold dead-letters replay: say which, by --id, --subject or --all.', 2);
  return withDeadLetters(async (dead) => {
    const letters = await dead.list({ subject, id });
    if (id !== undefined && letters.length === 0) throw new Failure(`There is no dead letter ${id}.`);
    switch (known) {
      case 'list':
        print(letters.length === 0 ? 'No dead letters.' : render(letters));
        return;
      case 'show':
        for (const letter of letters) print(describe(letter));
        return;
      case 'replay':
        for (const letter of letters) {
          await dead.replay(letter);
          print(`sent again  ${letter.id}`);
        }
    }
  });
}

async function withDeadLetters(work: (dead: DeadLetters) => Promise<void>): Promise<number> {
  const port = mainProfile().ports.nats;
  if (!(await answers(port, /^INFO /))) throw new Failure('NATS does not answer: start it by ./tenfold up.');
  const messaging = new Messaging({
    url: `nats://127.0.0.1:${port}`,
    name: 'tenfold-cli',
    logger: createLogger({ service: 'tenfold-cli', level: 'warn' }),
  });
  await messaging.connect();
  try {
    await work(new DeadLetters(messaging));
    return 0;
  } finally {
    await messaging.close();
  }
}

function render(letters: readonly DeadLetter[]): string {
  const rows = letters.map(({ id, consumer, deliveries, at, cause }) => [
    id,
    consumer,
    String(deliveries),
    formatDuration(Date.now() - at.getTime()),
    cause.length > WIDTH ? `${cause.slice(0, WIDTH - 1)}…` : cause,
  ]);
  return table([['ID', 'CONSUMER', 'TRIES', 'AGE', 'CAUSE'], ...rows]);
}

function describe({ payload, at, ...letter }: DeadLetter): string {
  return JSON.stringify({ ...letter, at: at.toISOString(), payload: parsed(payload) }, null, 2);
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
