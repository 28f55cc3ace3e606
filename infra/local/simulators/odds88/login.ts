import { odds88LoginSchema, odds88Paths } from '../../../../lib/contracts/native/odds88.ts';
import { tooManyRequests } from '../../../../lib/contracts/native/odds88-answers.ts';
import { odds88BodyContract } from '../../../../lib/contracts/native/odds88-body-contract.ts';
import { jsonAnswer, nativeAnswer } from '../answer.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { odds88Credentials } from './connection.ts';
import { jsonPost } from './json-post.ts';
import { type LoginLimit, maxLoginsPerSecond } from './login-limit.ts';
import { unauthorizedProblem } from './problem.ts';
import type { IssuedTokens } from './tokens.ts';

const path = odds88Paths.login;

/** POST /api/Account/login: answers the token itself, as a JSON string. */
export function login(tokens: IssuedTokens, limit: LoginLimit): SimulatedOperation {
  return jsonPost({
    name: 'login',
    path,
    contract: odds88BodyContract('odds88-login', path, () => odds88LoginSchema),
    // Counted before anything is looked at: a limit that only the right password meets would guard nothing.
    refuse: () => (limit.admits() ? undefined : nativeAnswer(tooManyRequests(path, tooOften))),
    judge({ clientId, password }, { reject }) {
      const known = clientId === odds88Credentials.clientId && password === odds88Credentials.password;
      // The page does not say what wrong credentials answer.
      if (reject || !known) return unauthorizedProblem(path, 'The client id or the password is wrong.');
      return jsonAnswer(200, tokens.issue());
    },
  });
}

const tooOften = `More than ${maxLoginsPerSecond} logins within a second. A token can be used for 24 hours.`;
