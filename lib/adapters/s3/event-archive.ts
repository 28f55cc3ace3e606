import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { archiveKey, type EventArchive } from '../../ports/event-archive.ts';

export interface S3EventArchiveOptions {
  readonly client: S3Client;
  readonly bucket: string;
}

/** Events in an S3 bucket, one object each. A call that fails throws the SDK's own fault. */
export function s3EventArchive({ client, bucket }: S3EventArchiveOptions): EventArchive {
  return {
    async put(event) {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: archiveKey(event),
        Body: event.content,
        ContentType: 'application/json',
        // An archive that could be written over would prove nothing, and every repeat would be one more version.
        IfNoneMatch: '*',
      });
      try {
        await client.send(command);
      } catch (fault) {
        if (!isKeptAlready(fault)) throw fault;
      }
    },
  };
}

function isKeptAlready(fault: unknown): boolean {
  return fault instanceof S3ServiceException && fault.name === 'PreconditionFailed';
}
