import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts findings of cdk-nag for a construct and all below it: rule id → why it does not apply here. */
export function acknowledge(construct: IConstruct, findings: Readonly<Record<string, string>>): void {
  const rules = Object.entries(findings).map(([id, reason]) => ({ id, reason }));
  Validations.of(construct).acknowledge(...rules);
}

/**
 * As `acknowledge`, for findings that name a value of another stack: what they are called is known once references
 * between stacks are made, just before the checks run.
 */
export function acknowledgeResolved(
  construct: IConstruct,
  findings: () => Readonly<Record<string, string>>,
): void {
  construct.node.addValidation({
    validate() {
      acknowledge(construct, findings());
      return [];
    },
  });
}
