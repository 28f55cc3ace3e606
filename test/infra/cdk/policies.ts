import type { Resource, StackTemplate } from './stack-template.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly StringEquals?: { readonly 'kms:ViaService'?: unknown } };
}

/** Everything a resource's policies allow, one `action on resource` each, sorted; keys with the service they are used through. */
export function rightsIn(template: StackTemplate, { type, properties }: Resource): readonly string[] {
  const inline: readonly { PolicyDocument: unknown }[] = type === 'AWS::IAM::Role' ? properties.Policies : [];
  const documents = [...inline.map(({ PolicyDocument }) => PolicyDocument), properties.PolicyDocument];
  const statements = documents
    .filter((document) => document !== undefined)
    .flatMap((document) => (document as { Statement: readonly Statement[] }).Statement);
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource: resource, Condition }) => {
      const via = Condition?.StringEquals?.['kms:ViaService'];
      const through = via === undefined ? '' : ` through ${template.text(via).split('.')[0]}`;
      return [Action]
        .flat()
        .flatMap((action) => [resource].flat().map((one) => `${action} on ${template.text(one)}${through}`));
    })
    .sort();
}
