import { describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { chosenStage } from '../../../infra/config.ts';
import { scopes } from '../../../lib/contracts/scopes.ts';
import { synthesizeCell } from './cell-under-test.ts';
import { arnOf, refTo } from './stack-template.ts';

const { service } = synthesizeCell();
const { config: dev } = chosenStage('dev');

const httpOperations = manifest.flatMap(({ id, trigger }) =>
  trigger.type === 'http' ? [{ id, ...trigger, routeKey: `${trigger.method} ${trigger.path}` }] : [],
);

describe('routes', () => {
  it('Given the manifest, then its routes are all there are', () => {
    const keys = service.all('AWS::ApiGatewayV2::Route').map(({ properties }) => properties.RouteKey);
    expect(keys.sort()).toEqual(httpOperations.map(({ routeKey }) => routeKey).sort());
  });

  it.each(httpOperations.filter(({ scope }) => scope !== null))(
    'Given $id, then $routeKey lets in its scope in both spellings',
    ({ id, routeKey, scope }) => {
      expect(scopes).toContain(scope);
      const { properties } = service.one('AWS::ApiGatewayV2::Route', id);
      const authorizer = service.one('AWS::ApiGatewayV2::Authorizer');
      expect(properties).toMatchObject({
        RouteKey: routeKey,
        AuthorizationType: 'JWT',
        AuthorizationScopes: [scope, `cashout-hub/${scope}`],
      });
      expect(service.text(properties.AuthorizerId)).toBe(refTo(authorizer));
    },
  );

  it.each(httpOperations)(
    'Given $id, then its route calls its Lambda and only that may call it',
    ({ id, path }) => {
      const lambda = arnOf(service.one('AWS::Lambda::Function', id));
      const integration = service.one('AWS::ApiGatewayV2::Integration', id);
      expect(integration.properties).toMatchObject({
        IntegrationType: 'AWS_PROXY',
        PayloadFormatVersion: '2.0',
      });
      expect(service.text(integration.properties.IntegrationUri)).toBe(lambda);
      expect(service.text(service.one('AWS::ApiGatewayV2::Route', id).properties.Target)).toBe(
        `integrations/<${integration.logicalId}>`,
      );
      const permission = service.one('AWS::Lambda::Permission', id).properties;
      expect(permission).toMatchObject({
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
      });
      expect(service.text(permission.FunctionName)).toBe(lambda);
      expect(service.text(permission.SourceArn).endsWith(`/*/*${path}`)).toBe(true);
    },
  );

  it('Given the route whose callers bring a licence key, then no token is asked for, and it is throttled', () => {
    const route = service.one('AWS::ApiGatewayV2::Route', 'oddsgigant-cashout').properties;
    expect(route).toMatchObject({ RouteKey: 'POST /ApiR1/cashout', AuthorizationType: 'NONE' });
    const { RouteSettings } = service.one('AWS::ApiGatewayV2::Stage').properties;
    expect(RouteSettings['POST /ApiR1/cashout']).toEqual({
      ThrottlingRateLimit: 50,
      ThrottlingBurstLimit: 100,
    });
  });

  it('Given a route without scope, then it has no authorizer', () => {
    const open = { method: 'GET', path: '/docs', scope: null, type: 'http' } as const;
    const operations = manifest.slice(0, 1).map((operation) => ({ ...operation, trigger: open }));
    const route = synthesizeCell({ operations }).service.one('AWS::ApiGatewayV2::Route');
    expect(route.properties).toMatchObject({ RouteKey: 'GET /docs', AuthorizationType: 'NONE' });
    expect(route.properties.AuthorizationScopes).toBeUndefined();
  });
});

describe('stage', () => {
  const stage = service.one('AWS::ApiGatewayV2::Stage');

  it('Given every route, then it has its own throttle and exists before the stage names it', () => {
    const routes = httpOperations.map(({ id }) => service.one('AWS::ApiGatewayV2::Route', id).logicalId);
    expect(stage.dependsOn).toEqual(expect.arrayContaining(routes));
    expect(Object.keys(stage.properties.RouteSettings).sort()).toEqual(
      httpOperations.map(({ routeKey }) => routeKey).sort(),
    );
    for (const settings of Object.values(stage.properties.RouteSettings)) {
      expect(settings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
    }
  });

  it('Given a throttle for one route, then that one has it and the others the usual one', () => {
    const throttling = { ...dev.throttling, routes: { 'quote-bets': { ratePerSecond: 7, burst: 9 } } };
    const { RouteSettings } = synthesizeCell({ config: { ...dev, throttling } }).service.one(
      'AWS::ApiGatewayV2::Stage',
    ).properties;
    expect(RouteSettings['POST /v1/quotes']).toEqual({ ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 });
    expect(RouteSettings['GET /v1/providers']).toEqual({
      ThrottlingRateLimit: 50,
      ThrottlingBurstLimit: 100,
    });
  });

  it('Given the access log, then a line is JSON with the route and neither path nor query nor token', () => {
    const { Format, DestinationArn } = stage.properties.AccessLogSettings;
    const line: Record<string, string> = JSON.parse(Format);
    expect(line).toMatchObject({ routeKey: '$context.routeKey', status: '$context.status' });
    expect(Format).not.toMatch(/path|query|header|domainName|resource/i);
    const logs = service.one('AWS::Logs::LogGroup', 'Http');
    expect(service.text(DestinationArn)).toBe(arnOf(logs));
    expect(logs.properties).toMatchObject({ RetentionInDays: 14 });
    expect(logs.properties.KmsKeyId).toBeDefined();
  });

  it.each(httpOperations)(
    'Given $id answers with 5xx, then that is what its alarm counts',
    ({ id, routeKey }) => {
      const [filter, ...others] = service
        .all('AWS::Logs::MetricFilter')
        .map(({ properties }) => properties)
        .filter(({ FilterPattern }) => FilterPattern === '{ $.status = "5*" }');
      expect(others).toEqual([]);
      const [transformation] = filter?.MetricTransformations ?? [];
      expect(transformation).toMatchObject({
        MetricValue: '1',
        Dimensions: [{ Key: 'Route', Value: '$.routeKey' }],
      });
      const errors = service
        .all('AWS::CloudWatch::Alarm', id)
        .find(({ properties }) => properties.AlarmName.endsWith('-errors'));
      expect(errors?.properties).toMatchObject({
        Namespace: transformation.MetricNamespace,
        MetricName: transformation.MetricName,
        Dimensions: [{ Name: 'Route', Value: routeKey }],
        Statistic: 'Sum',
      });
    },
  );
});

describe('tokens', () => {
  it('Given no issuer, then a user pool offers the five scopes to machine clients and to nobody else', () => {
    const server = service.one('AWS::Cognito::UserPoolResourceServer').properties;
    expect(server.Identifier).toBe('cashout-hub');
    expect(server.Scopes.map(({ ScopeName }: { ScopeName: string }) => ScopeName)).toEqual([
      'cashout:read',
      'cashout:write',
      'cashout:force',
      'cashout:resolve',
      'cashout:operate',
    ]);
    expect(service.one('AWS::Cognito::UserPool').properties.AdminCreateUserConfig).toEqual({
      AllowAdminCreateUserOnly: true,
    });
    const clients = service.all('AWS::Cognito::UserPoolClient');
    expect(clients.map(({ properties }) => properties.ClientName)).toEqual(
      dev.machineClients.map(({ id }) => id),
    );
    for (const [at, { properties }] of clients.entries()) {
      expect(properties).toMatchObject({ AllowedOAuthFlows: ['client_credentials'], GenerateSecret: true });
      expect(
        properties.AllowedOAuthScopes.map((scope: unknown) => service.text(scope).split('>/')[1]),
      ).toEqual(dev.machineClients[at]?.scopes);
    }
  });

  it('Given the user pool, then the authorizer trusts it and the clients by their ids', () => {
    const { JwtConfiguration } = service.one('AWS::ApiGatewayV2::Authorizer').properties;
    const pool = service.one('AWS::Cognito::UserPool').logicalId;
    expect(service.text(JwtConfiguration.Issuer)).toBe(`<${pool}.ProviderURL>`);
    const clients = service.all('AWS::Cognito::UserPoolClient').map(({ logicalId }) => `<${logicalId}>`);
    expect(JwtConfiguration.Audience.map((one: unknown) => service.text(one))).toEqual(clients);
  });

  it('Given an issuer, then the authorizer trusts that one and there is no Cognito', () => {
    const jwt = { issuer: 'https://issuer.example/hub', audience: ['cashout-hub', 'other'] };
    const external = synthesizeCell({ config: { ...dev, jwt } }).service;
    expect(external.one('AWS::ApiGatewayV2::Authorizer').properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: jwt.issuer, Audience: jwt.audience },
    });
    expect(external.resources.filter(({ type }) => type.startsWith('AWS::Cognito'))).toEqual([]);
  });
});
