import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { scopePrefix, scopes } from '../../lib/contracts/scopes.ts';
import type { MachineClient, StageConfig } from '../config.ts';
import { acknowledge } from './acknowledge.ts';

export interface MachineClientsProps {
  readonly stage: string;
  readonly clients: readonly MachineClient[];
  readonly removal: StageConfig['removal'];
}

/** A token is stolen for this long at most; a client asks for one an hour. */
const tokenLifetime = Duration.hours(1);

/** The issuer of a deployment that has none: a user pool without users, whose clients are machines. */
export class MachineClients extends Construct {
  readonly issuer: string;
  /** Cognito's machine tokens name their client where others name an audience. */
  readonly audience: string[];
  readonly tokenUrl: string;

  constructor(scope: Construct, id: string, { stage, clients, removal }: MachineClientsProps) {
    super(scope, id);
    const pool = this.pool(removal);
    const server = pool.addResourceServer('Api', {
      identifier: scopePrefix.replace(/\/$/, ''),
      scopes: scopes.map(
        (scopeName) =>
          new ResourceServerScope({ scopeName, scopeDescription: `Use what needs ${scopeName}` }),
      ),
    });
    this.audience = clients.map((client) => this.addClient(pool, server, client));
    this.issuer = pool.userPoolProviderUrl;
    const domain = pool.addDomain('Domain', {
      // Host names are one space per region, shared with everybody else on AWS.
      cognitoDomain: { domainPrefix: `cashout-hub-${stage}-${Aws.ACCOUNT_ID}` },
    });
    this.tokenUrl = `https://${domain.domainName}.auth.${Stack.of(this).region}.amazoncognito.com/oauth2/token`;
  }

  private pool(removal: StageConfig['removal']): UserPool {
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      // Nobody signs in; should somebody be added by mistake, then not with a weak password.
      passwordPolicy: {
        minLength: 16,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      accountRecovery: AccountRecovery.NONE,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      deletionProtection: removal === 'retain',
      removalPolicy: removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(pool, {
      'AwsSolutions-COG8':
        'Threat protection watches people sign in; this pool has no people, only machine clients.',
    });
    return pool;
  }

  private addClient(pool: UserPool, server: UserPoolResourceServer, client: MachineClient): string {
    const granted = client.scopes.map((scopeName) =>
      OAuthScope.resourceServer(server, new ResourceServerScope({ scopeName, scopeDescription: scopeName })),
    );
    const added = pool.addClient(client.id, {
      userPoolClientName: client.id,
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes: granted },
      accessTokenValidity: tokenLifetime,
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    return added.userPoolClientId;
  }
}
