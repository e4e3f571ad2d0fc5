import type { Dashboard, Row } from '../panels/panel.js';
import { CONSUMERS, NATS_UP } from '../panels/health.js';
import { lines, perhaps, target } from '../panels/panels.js';
import { greatest, quantile, rate } from '../queries/queries.js';

const SENT = 'messaging_client_operation_duration_seconds';
const HANDLED = 'messaging_process_duration_seconds';
const SUBJECT = ['messaging_operation_name', 'messaging_destination_name'];
const SUBJECT_NAME = '{{messaging_operation_name}} {{messaging_destination_name}}';
const CONSUMER = ['messaging_consumer_group_name'];
const CONSUMER_NAME = '{{messaging_consumer_group_name}}';
const HANDLER = ['messaging_destination_name', ...CONSUMER];
const HANDLER_NAME = '{{messaging_destination_name}} {{messaging_consumer_group_name}}';

export const MESSAGING: Dashboard = {
  uid: 'tenfold-messaging',
  title: 'tenfold / Messaging',
  description: 'Requests and events over NATS: what is sent, what is handled, what waits, what was given up.',
  rows: [
    { title: 'What waits', panels: [NATS_UP, CONSUMERS, unacknowledged()] },
    sent(),
    handled(),
    deadLetters(),
  ],
};

function unacknowledged() {
  return lines(
    'Handed out and not acknowledged',
    'Events that a consumer works on. A number that stays: it hangs, or fails and tries again.',
    'short',
    [target(greatest('tenfold_consumer_unacknowledged_messages', { by: CONSUMER }), CONSUMER_NAME)],
  );
}

function sent(): Row {
  return {
    title: 'Sent',
    panels: [
      lines('Messages', 'Events published and requests sent, a second.', 'ops', [
        target(rate(`${SENT}_count`, { by: SUBJECT }), SUBJECT_NAME),
      ]),
      lines(
        'Duration of sending',
        '95th percentile: events until they were stored, requests until they were answered.',
        's',
        [target(quantile(0.95, SENT, { by: SUBJECT }), SUBJECT_NAME)],
      ),
      lines('Errors of sending', 'Messages that did not get there, or got no answer in time.', 'ops', [
        perhaps(
          rate(`${SENT}_count`, {
            by: ['messaging_destination_name', 'error_type'],
            where: 'error_type!=""',
          }),
          '{{messaging_destination_name}} {{error_type}}',
        ),
      ]),
    ],
  };
}

function handled(): Row {
  return {
    title: 'Handled',
    perLine: 4,
    panels: [
      lines('Calls', 'Calls of handlers a second; a batch of events is one.', 'ops', [
        target(rate(`${HANDLED}_count`, { by: HANDLER }), HANDLER_NAME),
      ]),
      lines('Duration of handlers', '95th percentile of the handlers.', 's', [
        target(quantile(0.95, HANDLED, { by: HANDLER }), HANDLER_NAME),
      ]),
      lines('Errors of handlers', 'Calls that failed. Events come again after a pause.', 'ops', [
        perhaps(
          rate(`${HANDLED}_count`, { by: [...HANDLER, 'error_type'], where: 'error_type!=""' }),
          `${HANDLER_NAME} {{error_type}}`,
        ),
      ]),
      lines(
        'Redeliveries',
        'Events that were handed out before: after a failure, or a process that went away.',
        'ops',
        [perhaps(rate('tenfold_consumer_redeliveries_total', { by: CONSUMER }), CONSUMER_NAME)],
      ),
    ],
  };
}

function deadLetters(): Row {
  const by = ['messaging_destination_name'];
  return {
    title: 'Dead letters',
    perLine: 2,
    panels: [
      lines('Waiting', 'Events that were given up: ./tenfold dead-letters shows and replays them.', 'short', [
        perhaps(greatest('tenfold_dead_letters', { by }), '{{messaging_destination_name}}'),
      ]),
      lines('Given up', 'Events given up a second.', 'ops', [
        perhaps(rate('tenfold_dead_letters_buried_total', { by }), '{{messaging_destination_name}}'),
      ]),
    ],
  };
}
