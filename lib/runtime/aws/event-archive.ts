import { S3Client } from '@aws-sdk/client-s3';
import { s3EventArchive } from '../../adapters/s3/event-archive.ts';
import type { Part } from '../lambda.ts';
import { awsClientOptions } from './client-options.ts';

export const eventArchive = {
  env: ['EVENT_ARCHIVE'],
  make: (env) => ({
    eventArchive: s3EventArchive({ client: new S3Client(awsClientOptions), bucket: env.EVENT_ARCHIVE }),
  }),
} as const satisfies Part<'EVENT_ARCHIVE', object>;
