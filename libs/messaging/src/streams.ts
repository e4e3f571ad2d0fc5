import {
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
} from '@nats-io/jetstream';

const DAY_NS = 24 * 60 * 60 * 1e9;
const STREAM_NAME_IN_USE = 10_058;

/** One stream a subject: nothing to merge when two services start at once, and each kind of event has its own retention. */
export function streamOf(subject: string): string {
  return subject.replaceAll('.', '_');
}

/**
 * Makes the stream when it is missing; leaves one that is there as it is, since an operator may have changed it. Events can be
 * sent again from the truth in Postgres, so a week is plenty; dead letters wait a month for somebody.
 */
export async function ensureStream(
  manager: JetStreamManager,
  subject: string,
  replicas: number,
): Promise<void> {
  const name = streamOf(subject);
  try {
    await manager.streams.add({
      name,
      subjects: [subject],
      storage: StorageType.File,
      num_replicas: replicas,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_age: (subject.startsWith('dead.') ? 30 : 7) * DAY_NS,
      duplicate_window: 120 * 1e9,
    });
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === STREAM_NAME_IN_USE)) throw error;
  }
}
