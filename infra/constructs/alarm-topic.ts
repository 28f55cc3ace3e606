import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { acknowledge } from './acknowledge.ts';

export interface AlarmTopicProps {
  readonly encryptionKey: IKey;
  readonly alarms: StageConfig['alarms'];
}

/** Where alarms go: the topic of the configuration, else one of our own. */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { encryptionKey, alarms }: AlarmTopicProps) {
    super(scope, id);
    if (alarms !== undefined && 'topicArn' in alarms) {
      this.topic = Topic.fromTopicArn(this, 'Topic', alarms.topicArn);
      return;
    }
    const topic = new Topic(this, 'Topic', { masterKey: encryptionKey, enforceSSL: true });
    // A policy of its own takes the place of the one that lets the account's alarms in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (alarms !== undefined) {
      topic.addSubscription(new EmailSubscription(alarms.email));
      acknowledge(topic, {
        'Serverless-SNSRedrivePolicy':
          'A mail that did not arrive is no work for a queue; the alarm itself stays on until its cause is gone.',
      });
    }
    this.topic = topic;
  }
}
