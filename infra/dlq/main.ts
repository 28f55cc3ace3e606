import { setTimeout as pause } from 'node:timers/promises';
import { awsTarget } from './aws-target.ts';
import type { Target } from './command.ts';
import type { DeadLetterTarget } from './dead-letter-target.ts';
import { localTarget } from './local-target.ts';
import { runDlq } from './run.ts';

/** `npm run dlq`: looks at what consumers could not do, and gives it to them once more. */
// Which Node runs here is decided by package.json; a terminal is no place to be told about it at each start.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

process.exitCode = await runDlq({
  args: process.argv.slice(2),
  env: process.env,
  connect,
  out: (text) => void process.stdout.write(text),
  tell: (line) => void process.stderr.write(`${line}\n`),
});

function connect(target: Target): DeadLetterTarget {
  return target.type === 'local' ? localTarget(target.url) : awsTarget({ ...target, pause });
}
