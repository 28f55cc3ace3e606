import { reasonOf } from '../local/reason-of.ts';
import { DlqFault } from './dlq-fault.ts';

/** Waits for an answer of AWS; what it refuses becomes one line. `what` was to be done, as in "reading a queue". */
export async function fromAws<Answer>(what: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (fault) {
    throw fault instanceof DlqFault ? fault : new DlqFault(1, `${explain(fault)} (${what})`);
  }
}

function explain(fault: unknown): string {
  const name = fault instanceof Error ? fault.name : '';
  const reason = reasonOf(fault);
  if (/region is missing/i.test(reason)) return 'No AWS region is set: give --region or AWS_REGION.';
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return `There are no usable AWS credentials: sign in, or set AWS_PROFILE. ${reason}.`;
  }
  if (/^Expired|^InvalidClientTokenId|^UnrecognizedClient/.test(name)) {
    return `AWS does not take these credentials (${name}): sign in again.`;
  }
  if (/AccessDenied/.test(name))
    return `AWS does not allow it: ${reason}. The runbook names the rights needed.`;
  if (hasStatus(fault)) return `AWS answers ${name}: ${reason}.`;
  return `AWS cannot be reached: ${reason}.`;
}

function hasStatus(fault: unknown): boolean {
  const { $metadata } = fault as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode !== undefined;
}
