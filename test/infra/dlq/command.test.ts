import { describe, expect, it } from 'vitest';
import { readCommand } from '../../../infra/dlq/command.ts';
import { DlqFault } from '../../../infra/dlq/dlq-fault.ts';
import { nearest } from '../../../infra/dlq/nearest.ts';
import { table } from '../../../infra/dlq/table.ts';
import { ran } from './ran.ts';

const words = (line: string) => line.split(' ').filter((word) => word !== '');
const local = { type: 'local', url: 'http://127.0.0.1:3000' };

describe('the command line', () => {
  it.each([
    ['list', { verb: 'list', target: local, json: false }],
    ['list --json', { verb: 'list', target: local, json: true }],
    ['list --url http://127.0.0.1:3001/', { target: { type: 'local', url: 'http://127.0.0.1:3001' } }],
    ['list --stage dev', { target: { type: 'aws', stage: 'dev' } }],
    ['--stage dev --region eu-west-1 list', { target: { type: 'aws', stage: 'dev', region: 'eu-west-1' } }],
    ['show wallet', { verb: 'show', name: 'wallet', limit: 20, bodies: false }],
    ['show wallet --limit 200 --body', { verb: 'show', name: 'wallet', limit: 200, bodies: true }],
    ['redrive wallet', { verb: 'redrive', name: 'wallet', dryRun: false }],
    ['redrive wallet --dry-run', { verb: 'redrive', name: 'wallet', dryRun: true }],
    ['--help', { verb: 'help' }],
    ['redrive -h', { verb: 'help' }],
  ])('Given %j, then it is understood', (line, command) => {
    expect(readCommand(words(line), {})).toMatchObject(command);
  });

  it.each([
    ['', 'No command was given: it is one of list, show, redrive.'],
    ['lits', "There is no command 'lits': it is one of list, show, redrive."],
    ['list wallet', "list takes no name, and was given 'wallet'."],
    ['show', 'show takes the name of a consumer; list shows those there are.'],
    ['redrive', 'redrive takes the name of a consumer; list shows those there are.'],
    ['redrive wallet crm', 'redrive takes one name, and was given 2.'],
    ['redrive wallet --body', '--body belongs to show, not to redrive.'],
    ['list --limit 3', '--limit belongs to show, not to list.'],
    ['show wallet --dry-run', '--dry-run belongs to redrive, not to show.'],
    ['list --stage dev --url http://127.0.0.1:1', '--url is a hub on this machine and --stage one on AWS'],
    ['list --region eu-west-1', '--region belongs to --stage.'],
    ['list --stage=', '--stage must name a stage.'],
    ['list --stgae dev', "Unknown option '--stgae'."],
    ['show wallet --limit 0', "--limit must be a whole number from 1 to 200, not '0'."],
    ['show wallet --limit 201', "--limit must be a whole number from 1 to 200, not '201'."],
    ['show wallet --limit 1e1', "--limit must be a whole number from 1 to 200, not '1e1'."],
  ])('Given %j, then one line says what to ask for, and the code is 2', async (line, message) => {
    const read = () => readCommand(words(line), {});
    expect(read).toThrow(DlqFault);
    expect(read).toThrow(message);
    const unused = () => {
      throw new Error('nothing is to be asked');
    };
    const { code, out, told } = await ran(line, unused);
    expect({ code, out, lines: told.length }).toEqual({ code: 2, out: '', lines: 1 });
    expect(told[0]).not.toContain('\n');
  });

  it.each([
    ['3005', 'http://127.0.0.1:3005'],
    ['', 'http://127.0.0.1:3000'],
  ])('Given CASHOUT_PORT=%j, then that is where the hub is', (port, url) => {
    expect(readCommand(['list'], { CASHOUT_PORT: port })).toMatchObject({ target: { url } });
  });

  it.each(['0', '65536', '3000x'])('Given CASHOUT_PORT=%j, then it asks for --url', (port) => {
    expect(() => readCommand(['list'], { CASHOUT_PORT: port })).toThrow('say where the hub is with --url');
    const url = 'http://127.0.0.1:1';
    expect(readCommand(['list', '--url', url], { CASHOUT_PORT: port })).toMatchObject({ target: { url } });
  });
});

describe('what it prints', () => {
  it('Given cells of any width, then columns are aligned and nothing moves the cursor', () => {
    expect(
      table(
        ['A', 'LONG'],
        [
          ['wide cell', 'x'],
          ['\u001b[2Jb', 'y\nz\u009b'],
        ],
      ),
    ).toBe('A          LONG\nwide cell  x\n?[2Jb      y?z?\n');
  });

  it.each([
    ['walet', 'wallet'],
    ['archive-event', 'archive-events'],
    ['something-else', undefined],
  ])('Given the typo %j, then %j was meant', (typed, meant) => {
    expect(nearest(typed, ['wallet', 'archive-events', 'deliver-webhooks'])).toBe(meant);
  });
});
