import type { AttributeValue, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Log } from '../../../lib/ports/telemetry.ts';
import type { Activity } from './activity.ts';
import type { VirtualClock } from './clock.ts';
import { type GivenUp, type StreamReader, streamReader } from './stream-reader.ts';

export type Image = Readonly<Record<string, AttributeValue>>;

export interface StreamConsumer {
  readonly id: string;
  /** Only records whose new image has this attribute. */
  readonly onlyWith: string;
  readonly deliver: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;
  /** Told of records it is not given any more. */
  readonly giveUp: (given: GivenUp) => void;
}

export interface LocalStream {
  attach(consumer: StreamConsumer): void;
  /** A successful write, in the order the table took them. */
  write(keys: Image, newImage: Image): void;
  /** A record of a stream that exists already, in the order it has there per item. */
  take(record: DynamoDBRecord): void;
  /** While out, records are kept and nothing is delivered. */
  setOutage(on: boolean): void;
  isOut(): boolean;
  /** What waits for its next attempt is tried now: something it may have waited for is back. */
  retryNow(): void;
}

/** The change stream of one table: every consumer gets the records that pass its filter, at least once, or is told. */
export function localStream(clock: VirtualClock, activity: Activity, log: Log): LocalStream {
  const readers: StreamReader[] = [];
  let sequence = 0;
  let out = false;

  function handOn(record: StreamRecord): void {
    for (const reader of readers) reader.take(record);
  }

  return {
    attach(consumer) {
      readers.push(streamReader({ consumer, clock, activity, log, isOut: () => out }));
    },
    write(keys, newImage) {
      sequence += 1;
      handOn(toRecord(keys, newImage, sequence, clock.now()));
    },
    take(record) {
      const { Keys = {}, NewImage = {}, SequenceNumber = '' } = record.dynamodb ?? {};
      handOn({
        itemKey: JSON.stringify(Keys),
        sequenceNumber: SequenceNumber,
        // Its own time is real time, of which this clock may be days ahead.
        writtenAt: clock.now(),
        newImage: NewImage,
        record,
      });
    },
    setOutage(on) {
      out = on;
      if (!on) for (const reader of readers) reader.retryNow();
    },
    isOut: () => out,
    retryNow() {
      for (const reader of readers) reader.retryNow();
    },
  };
}

/** As a table with NEW_AND_OLD_IMAGES streams it, less the old image, which nobody reads. */
function toRecord(keys: Image, newImage: Image, sequence: number, now: number): StreamRecord {
  const sequenceNumber = String(sequence).padStart(21, '0');
  return {
    itemKey: JSON.stringify(keys),
    sequenceNumber,
    writtenAt: now,
    newImage,
    record: {
      eventID: sequenceNumber,
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'local',
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(now / 1000),
        Keys: { ...keys },
        NewImage: { ...newImage },
        SequenceNumber: sequenceNumber,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    },
  };
}

export interface StreamRecord {
  readonly itemKey: string;
  readonly sequenceNumber: string;
  /** Epoch milliseconds. */
  readonly writtenAt: number;
  readonly newImage: Image;
  readonly record: DynamoDBRecord;
}
