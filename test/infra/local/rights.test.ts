import { describe, expect, it } from 'vitest';
import type { Uses } from '../../../functions/manifest-types.ts';
import { demandRights } from '../../../infra/local/database-rights.ts';
import { asDeclared, localRights, withReadAfterRefusedWrite } from '../../../infra/local/rights.ts';

const tables = { ledger: 'the-ledger', volatile: 'the-volatile' };

function operation(uses: Uses = {}) {
  return { id: 'one', uses };
}

describe('rights of operations', () => {
  it('Given no operation runs, then everything is allowed and nothing is noted', () => {
    const rights = localRights(asDeclared);
    rights.demand('ledger', 'PutItem');
    expect(rights.used()).toEqual(new Map());
  });

  it('Given a declared right, then it is allowed and noted once', () => {
    const rights = localRights(asDeclared);
    rights.within(operation({ ledger: ['PutItem'] }), () => {
      rights.demand('ledger', 'PutItem');
      rights.demand('ledger', 'PutItem');
    });
    expect(rights.used()).toEqual(new Map([['one', { ledger: new Set(['PutItem']) }]]));
  });

  it.each([
    ['ledger', 'GetItem'],
    ['volatile', 'PutItem'],
    ['ledgerDueIndex', 'Query'],
    ['volatile', 'UpdateItem'],
    ['volatileDueIndex', 'Query'],
    ['bus', 'PutEvents'],
    ['secrets', 'gr8'],
  ])('Given %s %s is not declared, then it is refused as AWS does, and noted', (resource, right) => {
    const rights = localRights(asDeclared);
    const refused = () =>
      rights.within(operation({ ledger: ['PutItem'] }), () => rights.demand(resource, right));
    expect(refused).toThrow(
      expect.objectContaining({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }),
    );
    expect(rights.used().get('one')).toEqual({ [resource]: new Set([right]) });
  });

  it('Given an operation uses nothing, then it is known to have run', () => {
    const rights = localRights(asDeclared);
    rights.within(operation(), () => undefined);
    expect(rights.used()).toEqual(new Map([['one', {}]]));
  });

  it('Given work goes on after the answer, then it still counts as the operation’s', async () => {
    const rights = localRights(asDeclared);
    const { promise: later, resolve: goOn } = Promise.withResolvers<void>();
    let background: Promise<void> = Promise.resolve();
    rights.within(operation(), () => {
      background = later.then(() => rights.demand('ledger', 'GetItem'));
    });
    goOn();
    await expect(background).rejects.toThrow('one is not allowed GetItem on ledger');
  });

  it('Given one operation sets another off, then each has its own', () => {
    const rights = localRights(asDeclared);
    rights.within(operation({ ledger: ['PutItem'] }), () => {
      rights.within({ id: 'two', uses: { bus: ['PutEvents'] } }, () => rights.demand('bus', 'PutEvents'));
      rights.demand('ledger', 'PutItem');
    });
    expect(rights.used().get('two')).toEqual({ bus: new Set(['PutEvents']) });
    expect(rights.used().get('one')).toEqual({ ledger: new Set(['PutItem']) });
  });

  it('Given an engine whose refusals bring no item, then who may write may also read what it lost to', () => {
    const rights = localRights(withReadAfterRefusedWrite);
    const demand = (resource: string) => () =>
      rights.within(operation({ ledger: ['PutItem'], volatile: ['DeleteItem'] }), () =>
        rights.demand(resource, 'GetItem'),
      );
    expect(demand('ledger')).not.toThrow();
    expect(demand('volatile')).toThrow('not allowed');
  });
});

describe('rights a call of the SDK takes', () => {
  it.each<[string, object, object]>([
    ['GetItemCommand', { TableName: 'the-ledger' }, { ledger: new Set(['GetItem']) }],
    ['PutItemCommand', { TableName: 'the-volatile' }, { volatile: new Set(['PutItem']) }],
    ['QueryCommand', { TableName: 'the-ledger', IndexName: 'due' }, { ledgerDueIndex: new Set(['Query']) }],
    [
      'QueryCommand',
      { TableName: 'the-volatile', IndexName: 'due' },
      { volatileDueIndex: new Set(['Query']) },
    ],
    ['QueryCommand', { TableName: 'the-ledger' }, { ledger: new Set(['Query']) }],
    ['UpdateItemCommand', { TableName: 'the-volatile' }, { volatile: new Set(['UpdateItem']) }],
    [
      'BatchGetItemCommand',
      { RequestItems: { 'the-ledger': {}, 'the-volatile': {} } },
      { ledger: new Set(['BatchGetItem']), volatile: new Set(['BatchGetItem']) },
    ],
    ['ScanCommand', { TableName: 'somebody-elses' }, { 'somebody-elses': new Set(['Scan']) }],
    ['ListTablesCommand', {}, { 'all tables': new Set(['ListTables']) }],
  ])('Given %s %j', (command, input, expected) => {
    const rights = localRights(() => true);
    rights.within(operation(), () => demandRights(rights, tables, command, input));
    expect(rights.used().get('one')).toEqual(expected);
  });
});
