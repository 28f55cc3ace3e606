/** What a token may allow; every HTTP operation names one in the manifest. */
export const scopes = [
  'cashout:read',
  'cashout:write',
  'cashout:force',
  'cashout:resolve',
  'cashout:operate',
] as const;

export type Scope = (typeof scopes)[number];

/** Cognito puts the resource server's name in front; both spellings let a caller in. */
export const scopePrefix = 'cashout-hub/';
