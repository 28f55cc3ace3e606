import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { eventSource } from '../../lib/contracts/events/cashout-event.ts';

export interface HubBusProps {
  readonly name: string;
  readonly archiveDays: number;
}

/**
 * The bus everybody downstream listens to, and an archive to replay from. Both under keys of EventBridge's
 * own: an event the bus has taken must reach its consumers whatever becomes of a key of ours.
 */
export class HubBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { name, archiveDays }: HubBusProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: name,
      description: 'What happened to cashouts and pay-outs',
    });
    // Rules of other stacks hang on it.
    this.bus.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new Archive(this, 'Archive', {
      sourceEventBus: this.bus,
      description: 'Events of the cashout hub, to replay for a consumer that lost them',
      eventPattern: { source: [eventSource] },
      retention: Duration.days(archiveDays),
    });
  }
}
