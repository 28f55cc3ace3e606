import { describe, expect, it } from 'vitest';
import { databetCashoutAcceptedContract } from '../../../../lib/contracts/native/databet-cashout-accepted.ts';
import { databetCashoutDeclinedContract } from '../../../../lib/contracts/native/databet-cashout-declined.ts';
import { databetHeartbeatContract } from '../../../../lib/contracts/native/databet-heartbeat.ts';
import type { NativeContract } from '../../../../lib/contracts/native/native-contract.ts';

const accepted = {
  request_id: '550e8400-e29b-41d4-a716-446655440000',
  bet_id: 'AAAAAAAAAAAAAAAAAaVSZ1rf1k0BuhAAAOAdRQAY',
  cash_out_order_id: '129965e5-4279-4a85-a454-89f58192799d',
  amount: '5',
  refund_amount: '5.5',
};
const declined = {
  request_id: accepted.request_id,
  bet_id: accepted.bet_id,
  cash_out_order_ids: [accepted.cash_out_order_id],
};
const ids = (count: number) => Array.from({ length: count }, (_, n) => `order-${n}`);

function read<Input>(contract: NativeContract<Input>, body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return contract.read({ headers: {}, query: {}, body: () => text });
}

function faultsOf(contract: NativeContract<unknown>, body: unknown): unknown {
  const result = read(contract, body);
  if (result.ok) return 'taken';
  const { status, contentType, body: answer } = result.answer;
  expect([status, contentType]).toEqual([400, 'application/json']);
  expect(answer).toMatchObject({ error: { code: 'internal_error', data: { reason: 'invalid-request' } } });
  const { error } = answer as { error: { data: { errors: { path: string; message: string }[] } } };
  return error.data.errors.map(({ path, message }) => `${path}: ${message}`);
}

const badId = 'must be 1 to 128 printable ASCII characters without / and #';
const badAmount = 'must be a plain decimal of at most 38 digits, without sign, exponent or spaces';
const noString = 'must be a decimal string such as "92.500000", not a JSON number';
const badList = 'must be a list of 1 to 100 order ids';

describe('accepted', () => {
  const contract = databetCashoutAcceptedContract;

  it("Given the page's sample, then it is read to the digit", () => {
    expect(read(contract, accepted)).toEqual({ ok: true, input: accepted });
  });

  it.each([
    ['92.500000', '92.5'],
    ['13.487656', '13.487656'],
    ['0', '0'],
    ['007', '7'],
    [`${'9'.repeat(37)}.9`, `${'9'.repeat(37)}.9`],
  ])('Given a refund of %s, then it is %s', (refund, value) => {
    expect(read(contract, { ...accepted, refund_amount: refund })).toMatchObject({
      input: { refund_amount: value },
    });
  });

  it.each([
    ['members nobody knows', { ...accepted, currency: 'EUR', cash_out_order_ids: ['x'], restrictions: 7 }],
    ['ids of 1 and 128 characters', { ...accepted, bet_id: 'b', request_id: '~'.repeat(128) }],
    ['a bet id of 20 characters', { ...accepted, bet_id: 'A'.repeat(20) }],
    ['members of Object.prototype', `{"__proto__":{"amount":"9"},${JSON.stringify(accepted).slice(1)}`],
  ])('Given %s, then it is taken', (_, body) => {
    expect(read(contract, body)).toMatchObject({ ok: true, input: { amount: '5' } });
  });

  it('Given a member twice, then the last counts, as everywhere', () => {
    const text = JSON.stringify(accepted).replace('"amount":"5"', '"amount":"4","amount":"5"');
    expect(read(contract, text)).toMatchObject({ input: { amount: '5' } });
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', '', [': must be valid JSON']],
    ['half of it', JSON.stringify(accepted).slice(0, 50), [': must be valid JSON']],
    ['a list', [accepted], [': must be a JSON object']],
    ['null', 'null', [': must be a JSON object']],
    ['a text', '"accepted"', [': must be a JSON object']],
    ['brackets without end', '['.repeat(60_000), [': must be valid JSON']],
    ['brackets that end', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, [': must be a JSON object']],
    [
      'an empty object',
      {},
      ['request_id', 'bet_id', 'cash_out_order_id', 'amount', 'refund_amount'].map(
        (n) => `${n}: is required`,
      ),
    ],
    [
      'all of it in the prototype',
      { ...Object.fromEntries(Object.keys(accepted).map((name) => [name, null])), constructor: accepted },
      [
        'request_id: must be a string',
        'bet_id: must be a string',
        'cash_out_order_id: must be a string',
        `amount: ${noString}`,
        `refund_amount: ${noString}`,
      ],
    ],
    ['an amount as a number', { ...accepted, amount: 5 }, [`amount: ${noString}`]],
    ['a refund as a number', { ...accepted, refund_amount: 5.5 }, [`refund_amount: ${noString}`]],
    ['a sign', { ...accepted, amount: '-5' }, [`amount: ${badAmount}`]],
    ['a plus', { ...accepted, amount: '+5' }, [`amount: ${badAmount}`]],
    ['an exponent', { ...accepted, amount: '5e3' }, [`amount: ${badAmount}`]],
    ['a comma', { ...accepted, amount: '5,5' }, [`amount: ${badAmount}`]],
    ['a space', { ...accepted, amount: ' 5' }, [`amount: ${badAmount}`]],
    ['no digit', { ...accepted, amount: '' }, [`amount: ${badAmount}`]],
    ['no digit before the point', { ...accepted, amount: '.5' }, [`amount: ${badAmount}`]],
    ['digits of another script', { ...accepted, amount: '٥' }, [`amount: ${badAmount}`]],
    ['39 digits', { ...accepted, amount: '9'.repeat(39) }, [`amount: ${badAmount}`]],
    ['hexadecimal', { ...accepted, amount: '0x5' }, [`amount: ${badAmount}`]],
    ['an id with a slash', { ...accepted, bet_id: 'a/b' }, [`bet_id: ${badId}`]],
    ['an id with a hash', { ...accepted, cash_out_order_id: 'a#b' }, [`cash_out_order_id: ${badId}`]],
    ['an empty id', { ...accepted, request_id: '' }, [`request_id: ${badId}`]],
    ['an id too long', { ...accepted, request_id: 'r'.repeat(129) }, [`request_id: ${badId}`]],
    ['an id beyond ASCII', { ...accepted, bet_id: 'é' }, [`bet_id: ${badId}`]],
    ['an id with a line break', { ...accepted, bet_id: 'a\nb' }, [`bet_id: ${badId}`]],
    ['an id as a number', { ...accepted, bet_id: 7 }, ['bet_id: must be a string']],
  ])('Given %s, then 400 names each fault', (_, body, faults) => {
    expect(faultsOf(contract, body)).toEqual(faults);
  });
});

describe('declined', () => {
  const contract = databetCashoutDeclinedContract;

  it.each<[string, object, object]>([
    ["the page's sample", declined, declined],
    [
      'the member that the test tool adds to a repeat',
      { ...declined, cash_out_order_id: 'x', amount: 5 },
      declined,
    ],
    [
      'a hundred orders',
      { ...declined, cash_out_order_ids: ids(100) },
      { ...declined, cash_out_order_ids: ids(100) },
    ],
    ['restrictions', { ...declined, restrictions: [{ type: 'x' }] }, { restrictions: [{ type: 'x' }] }],
    ['restrictions that are none', { ...declined, restrictions: 'x' }, { restrictions: [] }],
  ])('Given %s, then it is read', (_, body, input) => {
    expect(read(contract, body)).toMatchObject({ ok: true, input });
  });

  it.each<[string, unknown, string[]]>([
    ['no orders', { ...declined, cash_out_order_ids: [] }, [`cash_out_order_ids: ${badList}`]],
    ['too many', { ...declined, cash_out_order_ids: ids(101) }, [`cash_out_order_ids: ${badList}`]],
    ['one that is no list', { ...declined, cash_out_order_ids: 'o1' }, [`cash_out_order_ids: ${badList}`]],
    ['an empty text', { ...declined, cash_out_order_ids: '' }, [`cash_out_order_ids: ${badList}`]],
    ['null', { ...declined, cash_out_order_ids: null }, [`cash_out_order_ids: ${badList}`]],
    ['none at all', { ...declined, cash_out_order_ids: undefined }, ['cash_out_order_ids: is required']],
    [
      'a nested list',
      { ...declined, cash_out_order_ids: [['o1']] },
      ['cash_out_order_ids[0]: must be a string'],
    ],
    ['one bad id', { ...declined, cash_out_order_ids: ['o1', 'o/2'] }, [`cash_out_order_ids[1]: ${badId}`]],
  ])('Given %s as orders, then 400 names the fault', (_, body, faults) => {
    expect(faultsOf(contract, body)).toEqual(faults);
  });

  it('Given a hundred bad ids, then no more than twenty faults are told', () => {
    const faults = faultsOf(contract, { ...declined, cash_out_order_ids: Array(100).fill('') });
    expect(faults).toHaveLength(20);
  });
});

describe('heartbeat', () => {
  it.each(['', 'null', '{', '{"request_id":7}'])('Given %j, then it is not even read', (text) => {
    const body = () => {
      throw new Error(`read ${text}`);
    };
    expect(databetHeartbeatContract.read({ headers: {}, query: {}, body })).toEqual({
      ok: true,
      input: null,
    });
  });
});
