import { Construct } from 'constructs';
import type { HttpTrigger } from '../../functions/manifest-types.ts';
import type { HubApi } from './hub-api.ts';
import { OperationAlarms } from './operation-alarms.ts';
import { OperationFunction } from './operation-function.ts';
import type { OperationProps } from './service-parts.ts';

export interface HttpOperationProps extends OperationProps {
  readonly trigger: HttpTrigger;
  readonly api: HubApi;
}

/** An operation called over HTTP. */
export class HttpOperation extends Construct {
  constructor(scope: Construct, id: string, props: HttpOperationProps) {
    super(scope, id);
    const { operation, trigger, api } = props;
    const { function: handler } = new OperationFunction(this, 'Operation', {
      ...props,
      whyNoDeadLetterQueue:
        'The caller waits for the answer and gets the failure; nothing is invoked asynchronously.',
    });
    const failures = api.addRoute(this, operation.id, trigger, handler);
    new OperationAlarms(this, 'Alarms', { ...props, function: handler, failures });
  }
}
