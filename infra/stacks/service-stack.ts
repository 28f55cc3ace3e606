import { type App, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Operation } from '../../functions/manifest-types.ts';
import type { StageConfig } from '../config.ts';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { BusinessAlarms } from '../constructs/business-alarms.ts';
import { EndpointQueuesOperation } from '../constructs/endpoint-queues-operation.ts';
import { HttpOperation } from '../constructs/http-operation.ts';
import { HubApi } from '../constructs/hub-api.ts';
import type { HubData } from '../constructs/hub-data.ts';
import { MachineClients } from '../constructs/machine-clients.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { QueueOperation } from '../constructs/queue-operation.ts';
import { ScheduledOperation } from '../constructs/scheduled-operation.ts';
import type { CodeOf, ServiceParts } from '../constructs/service-parts.ts';
import { StreamOperation } from '../constructs/stream-operation.ts';

export interface ServiceStackProps extends StackProps {
  readonly stage: string;
  readonly config: StageConfig;
  readonly operations: readonly Operation[];
  readonly data: HubData;
  readonly codeOf: CodeOf;
}

/** Everything that can be deleted and made again: the API and the operations of the manifest, nothing of them listed here. */
export class ServiceStack extends Stack {
  constructor(scope: App, id: string, props: ServiceStackProps) {
    const { stage, config, operations, data, codeOf, ...stackProps } = props;
    super(scope, id, stackProps);
    const encryptionKey = data.operationsKey;
    const alarmTopic = new AlarmTopic(this, 'Alarms', { encryptionKey, alarms: config.alarms }).topic;
    const { issuer, audience } = config.jwt ?? this.ownIssuer(stage, config);
    const api = new HubApi(this, 'Http', { stage, config, encryptionKey, issuer, audience });
    new CfnOutput(this, 'ApiUrl', { value: api.api.apiEndpoint });

    const parts: ServiceParts = { stage, config, data, codeOf, alarmTopic };
    for (const operation of operations) {
      const { id: operationId, trigger } = operation;
      switch (trigger.type) {
        case 'http':
          new HttpOperation(this, operationId, { ...parts, operation, trigger, api });
          break;
        case 'schedule':
          new ScheduledOperation(this, operationId, { ...parts, operation, trigger });
          break;
        case 'stream':
          new StreamOperation(this, operationId, { ...parts, operation, trigger });
          break;
        case 'queue':
          new QueueOperation(this, operationId, { ...parts, operation, trigger });
          break;
        case 'endpoint-queues':
          new EndpointQueuesOperation(this, operationId, { ...parts, operation, trigger });
          break;
      }
    }
    new BusinessAlarms(this, 'BusinessAlarms', { stage, alarmTopic, operations });
    for (const consumer of config.consumers ?? []) {
      const { queue } = new QueueConsumer(this, `consumer-${consumer.name}`, {
        stage,
        data,
        alarmTopic,
        consumer,
      });
      new CfnOutput(this, `${consumer.name}-queue-arn`, { value: queue.queueArn });
    }
  }

  private ownIssuer(stage: string, { machineClients: clients, removal }: StageConfig): MachineClients {
    const own = new MachineClients(this, 'Clients', { stage, clients, removal });
    new CfnOutput(this, 'TokenUrl', { value: own.tokenUrl });
    return own;
  }
}
