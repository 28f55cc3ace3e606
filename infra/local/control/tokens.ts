import * as z from 'zod/mini';
import { scopePrefix, scopes } from '../../../lib/contracts/scopes.ts';
import type { Issuer } from '../issuer.ts';
import { refusal } from '../simulators/answer.ts';
import { readControlBody, wholeBody } from '../simulators/control-body.ts';
import { type ControlRoute, controlAnswer } from './control-api.ts';

const tokenSchema = z.strictObject(
  {
    scopes: z.array(z.string({ error: 'must be a string' }), { error: 'must be a list of scopes' }),
    clientId: z._default(
      z
        .string({ error: 'must be a string' })
        .check(z.minLength(1, 'must not be empty'), z.maxLength(128, 'must be at most 128 characters')),
      'local',
    ),
  },
  wholeBody,
);

/** Makes a token with exactly these scopes, for trying out what others may not do. */
export function tokenRoutes(issuer: Issuer): readonly ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/_local/tokens',
      does: '{scopes, clientId?}',
      handle({ body }) {
        const read = readControlBody(tokenSchema, body, '{"scopes":["cashout:read"],"clientId":"…"}');
        if (!read.ok) return read.answer;
        const unknown = read.value.scopes.filter((scope) => !isScope(scope));
        if (unknown.length === 0) return controlAnswer(200, { token: issuer.issue(read.value) });
        return refusal(
          400,
          `Unknown: ${unknown.map((scope) => `'${scope}'`).join(', ')}.`,
          `The scopes are ${scopes.join(', ')}, each also with ${scopePrefix} before it.`,
        );
      },
    },
  ];
}

function isScope(text: string): boolean {
  const bare = text.startsWith(scopePrefix) ? text.slice(scopePrefix.length) : text;
  return (scopes as readonly string[]).includes(bare);
}
