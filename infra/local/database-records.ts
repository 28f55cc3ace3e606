import type { _Record as SdkRecord, AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb-streams';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';

type SdkImage = Readonly<Record<string, SdkValue>>;
type Image = Record<string, AttributeValue>;

/**
 * A record as GetRecords answers it, in the shape Lambda hands it to a function: binary values as base64,
 * instants as epoch seconds. Parts a record does not have stay absent.
 */
export function toLambdaRecord({ dynamodb = {}, ...record }: SdkRecord): DynamoDBRecord {
  const { ApproximateCreationDateTime: at, Keys, NewImage, OldImage, ...rest } = dynamodb;
  return {
    ...record,
    eventName: eventName(record.eventName, NewImage),
    dynamodb: {
      ...rest,
      ...(at === undefined ? {} : { ApproximateCreationDateTime: Math.floor(at.getTime() / 1000) }),
      ...(Keys === undefined ? {} : { Keys: toImage(Keys) }),
      ...(NewImage === undefined ? {} : { NewImage: toImage(NewImage) }),
      ...(OldImage === undefined ? {} : { OldImage: toImage(OldImage) }),
    },
  } as DynamoDBRecord;
}

const eventNames = ['INSERT', 'MODIFY', 'REMOVE'] as const;

/** DynamoDB Local has a word of its own for what it removes because its time is over. */
function eventName(name: string | undefined, newImage: SdkImage | undefined): (typeof eventNames)[number] {
  return eventNames.find((known) => known === name) ?? (newImage === undefined ? 'REMOVE' : 'MODIFY');
}

function toImage(image: SdkImage): Image {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, toValue(value)]));
}

function toValue(value: SdkValue): AttributeValue {
  if (value.B !== undefined) return { B: toBase64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(toBase64) };
  if (value.L !== undefined) return { L: value.L.map(toValue) };
  if (value.M !== undefined) return { M: toImage(value.M) };
  return value as AttributeValue;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
