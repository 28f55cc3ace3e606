import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface ProviderSecretProps {
  /** Or whatever else is called, by the name of its secret. */
  readonly provider: string;
  /** @default that the provider issued what is in it */
  readonly description?: string;
  readonly encryptionKey: IKey;
}

/**
 * A place for what a provider issued. It starts with a random text, which no operation accepts, until an
 * operator puts the real settings in; what generates that text must never change, or it would run again.
 */
export class ProviderSecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { provider, description, encryptionKey }: ProviderSecretProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: description ?? `Settings and credentials issued by ${provider}, as one JSON object`,
      encryptionKey,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this.secret, {
      'AwsSolutions-SMG4':
        'Whoever issues these credentials offers no call to renew them. An operator replaces them; the hub reads the new ones within five minutes.',
    });
  }
}
