/** An event as it is kept. */
export interface ArchivedEvent {
  /** The same however often it was published. */
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly occurredAt: string;
  /** As the bus carried it: JSON. */
  readonly content: string;
}

/** Where every event is kept for those who ask years later. */
export interface EventArchive {
  /** Keeps it under its key; what is kept there already stays as it is. Throws when it is not known to be kept. */
  put(event: ArchivedEvent): Promise<void>;
}

/** Below this an archive keeps its events. */
export const archivePrefix = 'events/';

/** `events/<yyyy>/<mm>/<dd>/<id>.json`, by the day it occurred. Whatever is in the id, it is one part of the path. */
export function archiveKey({ id, occurredAt }: Pick<ArchivedEvent, 'id' | 'occurredAt'>): string {
  const day = occurredAt.slice(0, 'yyyy-mm-dd'.length).replaceAll('-', '/');
  return `${archivePrefix}${day}/${encodeURIComponent(id)}.json`;
}
