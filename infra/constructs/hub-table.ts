import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type CfnTable,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { TableDefinition } from '../../lib/adapters/dynamodb/tables.ts';

export interface HubTableProps {
  readonly definition: TableDefinition;
  readonly encryptionKey: IKey;
  /** CloudFormation replaces a table whose logical id changes: this one is fixed, wherever the code moves. */
  readonly logicalId: string;
  /** Whether what it holds can be had from nowhere else: then it can be restored to any second of 35 days. */
  readonly holdsTruth: boolean;
}

/**
 * A table as the adapters define it, billed on demand and kept whatever happens to its stack. In one region
 * on purpose: conditional writes decide about money, and replicas would let the last writer win.
 */
export class HubTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, props: HubTableProps) {
    super(scope, id);
    const { definition, holdsTruth } = props;
    this.table = new Table(this, 'Table', {
      partitionKey: attribute(definition.partitionKey),
      ...(definition.sortKey === null ? {} : { sortKey: attribute(definition.sortKey) }),
      timeToLiveAttribute: definition.timeToLive,
      ...(definition.stream === null ? {} : { stream: StreamViewType[definition.stream] }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: holdsTruth },
      deletionProtection: holdsTruth,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const index of definition.indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: attribute(index.partitionKey),
        sortKey: attribute(index.sortKey),
        projectionType: ProjectionType[index.projection],
      });
    }
    (this.table.node.defaultChild as CfnTable).overrideLogicalId(props.logicalId);
  }
}

const attributeTypes = { S: AttributeType.STRING, N: AttributeType.NUMBER } as const;

function attribute({ name, type }: TableDefinition['partitionKey']) {
  return { name, type: attributeTypes[type] };
}
