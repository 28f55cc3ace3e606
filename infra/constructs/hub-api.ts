import { Lazy } from 'aws-cdk-lib';
import {
  type CfnRoute,
  type CfnStage,
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { HttpTrigger } from '../../functions/manifest-types.ts';
import { scopePrefix } from '../../lib/contracts/scopes.ts';
import type { StageConfig, Throttle } from '../config.ts';
import { AccessLog } from './access-log.ts';
import { acknowledge } from './acknowledge.ts';

export interface HubApiProps {
  readonly stage: string;
  readonly config: StageConfig;
  readonly encryptionKey: IKey;
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** The HTTP API: one stage, one authorizer, and routes with their scope and their throttle. */
export class HubApi extends Construct {
  readonly api: HttpApi;
  private readonly authorizer: HttpJwtAuthorizer;
  private readonly accessLog: AccessLog;
  private readonly stageResource: CfnStage;
  private readonly throttling: StageConfig['throttling'];
  private readonly routeSettings: Record<string, ReturnType<typeof throttleSettings>> = {};

  constructor(scope: Construct, id: string, props: HubApiProps) {
    super(scope, id);
    const { stage, config, encryptionKey, issuer, audience } = props;
    this.throttling = config.throttling;
    this.api = new HttpApi(this, 'Api', {
      apiName: `cashout-hub-${stage}`,
      description: `Cashout hub of ${config.cell.brand} in ${config.cell.jurisdiction}`,
      createDefaultStage: false,
    });
    this.authorizer = new HttpJwtAuthorizer('Tokens', issuer, { jwtAudience: [...audience] });
    const { apiId } = this.api;
    this.accessLog = new AccessLog(this, 'AccessLog', { apiId, stage, config, encryptionKey });
    const { ratePerSecond: rateLimit, burst: burstLimit } = config.throttling.default;
    const httpStage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit, burstLimit },
      accessLogSettings: this.accessLog.settings,
    });
    this.stageResource = httpStage.node.defaultChild as CfnStage;
    this.stageResource.routeSettings = Lazy.any({ produce: () => this.routeSettings });
  }

  /** Adds the route of an operation under `scope`; answers the metric of its failed calls. */
  addRoute(scope: Construct, operationId: string, trigger: HttpTrigger, handler: IFunction): Metric {
    const route = new HttpRoute(scope, 'Route', {
      httpApi: this.api,
      routeKey: HttpRouteKey.with(trigger.path, trigger.method as HttpMethod),
      integration: new HttpLambdaIntegration('Integration', handler),
      ...(trigger.scope === null
        ? { authorizer: new HttpNoneAuthorizer() }
        : {
            authorizer: this.authorizer,
            // Issuers write the scope bare, Cognito with the resource server before it; either will do.
            authorizationScopes: [trigger.scope, `${scopePrefix}${trigger.scope}`],
          }),
    });
    if (trigger.scope === null) {
      acknowledge(route, {
        'AwsSolutions-APIG4':
          'The manifest opens this route: it is public, or the operation itself checks a secret or a signature.',
      });
    }
    const routeKey = `${trigger.method} ${trigger.path}`;
    const { routes = {}, default: usual } = this.throttling;
    this.routeSettings[routeKey] = throttleSettings(routes[operationId] ?? usual);
    // The stage refuses settings of a route that is not there yet.
    this.stageResource.addResourceDependency(route.node.defaultChild as CfnRoute);
    return this.accessLog.failuresOf(routeKey);
  }
}

/** As CloudFormation spells it: the L1 hands this member on as it is. */
function throttleSettings({ ratePerSecond, burst }: Throttle) {
  return { ThrottlingRateLimit: ratePerSecond, ThrottlingBurstLimit: burst };
}
