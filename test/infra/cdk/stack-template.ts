/** A resource of a template, with the path of the construct that made it. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** Below the stack. */
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is what the assertions are there to find out.
  readonly properties: any;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
  readonly dependsOn: readonly string[];
}

interface RawTemplate {
  readonly Resources: Readonly<Record<string, RawResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

interface RawResource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: string | readonly string[];
  readonly Metadata?: { readonly 'aws:cdk:path'?: string };
}

/** What `text` makes of a Ref to a resource. */
export function refTo({ logicalId }: Resource): string {
  return `<${logicalId}>`;
}

/** What `text` makes of a resource's ARN. */
export function arnOf({ logicalId }: Resource): string {
  return `<${logicalId}.Arn>`;
}

/** A synthesized template, made to be asked. */
export class StackTemplate {
  readonly resources: readonly Resource[];
  private readonly outputs: NonNullable<RawTemplate['Outputs']>;
  private readonly producer: StackTemplate | undefined;

  /** `producer` is the stack whose outputs this one reads. */
  constructor(template: RawTemplate, producer?: StackTemplate) {
    this.outputs = template.Outputs ?? {};
    this.producer = producer;
    this.resources = Object.entries(template.Resources).map(([logicalId, resource]) => ({
      logicalId,
      type: resource.Type,
      path: (resource.Metadata?.['aws:cdk:path'] ?? '').split('/').slice(1).join('/'),
      properties: resource.Properties ?? {},
      deletionPolicy: resource.DeletionPolicy,
      updateReplacePolicy: resource.UpdateReplacePolicy,
      dependsOn: [resource.DependsOn ?? []].flat(),
    }));
  }

  all(type: string, under = ''): readonly Resource[] {
    return this.resources.filter(
      (resource) => resource.type === type && `${resource.path}/`.startsWith(under === '' ? '' : `${under}/`),
    );
  }

  /** The one resource of a type under a construct. */
  one(type: string, under = ''): Resource {
    const [found, ...rest] = this.all(type, under);
    if (found === undefined || rest.length > 0) {
      throw new Error(`${rest.length + (found ? 1 : 0)} × ${type} under '${under}' instead of one`);
    }
    return found;
  }

  /** The value of an output, as text. */
  output(name: string): string {
    return this.text(this.outputs[name]?.Value);
  }

  /** A value as text: `<LogicalId>` for a Ref, `<LogicalId.Attribute>` for an attribute, followed into the other stack. */
  text(value: unknown): string {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[name, argument] = ['', undefined]] = Object.entries(value);
    switch (name) {
      case 'Ref':
        return `<${argument}>`;
      case 'Fn::GetAtt':
        return `<${(argument as string[]).join('.')}>`;
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown[]];
        return parts.map((part) => this.text(part)).join(separator);
      }
      case 'Fn::GetStackOutput': {
        const { OutputName } = argument as { OutputName: string };
        if (this.producer === undefined) throw new Error('there is no other stack');
        return this.producer.text(this.producer.outputs[OutputName]?.Value);
      }
      default:
        throw new Error(`cannot read ${JSON.stringify(value)}`);
    }
  }
}
