import { parseArgs } from 'node:util';
import { DlqFault } from './dlq-fault.ts';

export type Target =
  | { readonly type: 'local'; readonly url: string }
  /** Without a region that of the usual AWS environment. */
  | { readonly type: 'aws'; readonly stage: string; readonly region?: string };

interface Asked {
  readonly target: Target;
  readonly json: boolean;
}

export type Command =
  | { readonly verb: 'help' }
  | (Asked & { readonly verb: 'list' })
  | (Asked & {
      readonly verb: 'show';
      readonly name: string;
      readonly limit: number;
      readonly bodies: boolean;
    })
  | (Asked & { readonly verb: 'redrive'; readonly name: string; readonly dryRun: boolean });

export const help = `npm run dlq -- <command> [options]

  list                what consumers could not do, counted
  show <name>         what it is: event, type, bet, cashout, when, deliveries, cause
  redrive <name>      gives all of it to the consumer once more

  --url <url>         of a hub on this machine (default http://127.0.0.1:3000, or CASHOUT_PORT)
  --stage <stage>     instead: a stage on AWS, with the usual AWS environment (AWS_PROFILE, …)
  --region <region>   with --stage: where it is, if AWS_REGION does not say it
  --limit <count>     with show: 20 unless said otherwise, 200 at most
  --body              with show: the whole messages too, amounts included
  --dry-run           with redrive: says what it would do
  --json              for programs
  --help              this

It ends with 0 when it worked, 1 when it did not, 2 when something else has to be asked for.
`;

const seeHelp = 'npm run dlq -- --help says what there is.';
const verbs = ['list', 'show', 'redrive'] as const;
const defaultLimit = 20;
/** SQS hands out ten at a time, and hides them from others while they are read. */
const maxLimit = 200;

const options = {
  url: { type: 'string' },
  stage: { type: 'string' },
  region: { type: 'string' },
  limit: { type: 'string' },
  body: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parsed>['values'];

/** Reads the arguments behind `npm run dlq --`. Throws DlqFault with code 2. */
export function readCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Command {
  const { values, positionals } = parsed(args);
  if (values.help === true) return { verb: 'help' };
  const [given, name, ...more] = positionals;
  const verb = verbs.find((one) => one === given);
  if (verb === undefined) {
    const what = given === undefined ? 'No command was given' : `There is no command '${given}'`;
    throw wrong(`${what}: it is one of ${verbs.join(', ')}.`);
  }
  refuseStrangers(verb, values);
  const asked = { target: targetOf(values, env), json: values.json === true };
  if (verb === 'list') {
    if (name !== undefined) throw wrong(`list takes no name, and was given '${name}'.`);
    return { verb, ...asked };
  }
  if (name === undefined) throw wrong(`${verb} takes the name of a consumer; list shows those there are.`);
  if (more.length > 0) throw wrong(`${verb} takes one name, and was given ${positionals.length - 1}.`);
  return verb === 'show'
    ? { verb, ...asked, name, limit: limitOf(values), bodies: values.body === true }
    : { verb, ...asked, name, dryRun: values['dry-run'] === true };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (fault) {
    const [sentence = ''] = (fault as Error).message.split(/\. |\n/);
    throw wrong(`${sentence.replace(/\.$/, '')}.`);
  }
}

/** An option that does nothing where it stands was meant for something else. */
function refuseStrangers(verb: (typeof verbs)[number], values: Values): void {
  const belongings = { limit: 'show', body: 'show', 'dry-run': 'redrive' } as const;
  for (const [option, owner] of Object.entries(belongings)) {
    if (values[option as keyof typeof belongings] !== undefined && verb !== owner) {
      throw wrong(`--${option} belongs to ${owner}, not to ${verb}.`);
    }
  }
}

function targetOf(values: Values, env: Readonly<Record<string, string | undefined>>): Target {
  const { stage, region, url } = values;
  if (stage !== undefined) {
    if (url !== undefined) throw wrong('--url is a hub on this machine and --stage one on AWS: give one.');
    if (stage === '') throw wrong('--stage must name a stage.');
    return { type: 'aws', stage, ...(region === undefined ? {} : { region }) };
  }
  if (region !== undefined) throw wrong('--region belongs to --stage.');
  return { type: 'local', url: (url ?? ownUrl(env['CASHOUT_PORT'] || '3000')).replace(/\/+$/, '') };
}

function ownUrl(port: string): string {
  if (/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) <= 65_535) return `http://127.0.0.1:${port}`;
  throw wrong(`CASHOUT_PORT is '${port}', which is no port to call: say where the hub is with --url.`);
}

function limitOf({ limit }: Values): number {
  if (limit === undefined) return defaultLimit;
  const count = /^\d+$/.test(limit) ? Number(limit) : 0;
  if (count >= 1 && count <= maxLimit) return count;
  throw wrong(`--limit must be a whole number from 1 to ${maxLimit}, not '${limit}'.`);
}

function wrong(what: string): DlqFault {
  return new DlqFault(2, `${what} ${seeHelp}`);
}
