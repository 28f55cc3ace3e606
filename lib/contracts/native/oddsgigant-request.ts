import { type Decimal, toJsonNumber } from '../../domain/money/decimal.ts';
import type { Ticket } from '../../domain/pricing/ticket.ts';
import { jsonText, NumberLiteral } from '../json-text.ts';

export interface OddsgigantRequest {
  readonly ticket: Ticket;
  /** A secret. */
  readonly auth: string;
  readonly referenceId: string;
  /** In seconds. */
  readonly unixTimestamp: number;
}

/**
 * The body of POST /ApiR1/cashout, its members in the page's order and every number as exactly its digits. Undefined
 * for a ticket with a number that a JSON number does not carry.
 */
export function oddsgigantRequestText(request: OddsgigantRequest): string | undefined {
  const { ticket, auth, referenceId, unixTimestamp } = request;
  if (numbersOf(ticket).some((value) => toJsonNumber(value) === undefined)) return undefined;
  const { caSettings, caBets } = ticket;
  return jsonText({
    unixTimestamp,
    auth,
    referenceID: referenceId,
    stake: number(ticket.stake),
    totalOdd: number(ticket.totalOdd),
    totalGain: number(ticket.totalGain),
    caSettings: {
      ...caSettings,
      taxRate: number(caSettings.taxRate),
      caWithdrawal: number(caSettings.caWithdrawal),
      maxCaValue: number(caSettings.maxCaValue),
      minCaValue: number(caSettings.minCaValue),
      inplayMaxOddPerTip: number(caSettings.inplayMaxOddPerTip),
    },
    caBets: caBets.map((tip) => ({
      ...tip,
      odd: number(tip.odd),
      // The page requires it everywhere, also where it ignores it.
      oddcurrent: number(tip.oddcurrent ?? tip.odd),
    })),
  });
}

function numbersOf({ stake, totalOdd, totalGain, caSettings, caBets }: Ticket): readonly Decimal[] {
  const { taxRate, caWithdrawal, maxCaValue, minCaValue, inplayMaxOddPerTip } = caSettings;
  const settings = [taxRate, caWithdrawal, maxCaValue, minCaValue, inplayMaxOddPerTip];
  const odds = caBets.flatMap(({ odd, oddcurrent }) => (oddcurrent === null ? [odd] : [odd, oddcurrent]));
  return [stake, totalOdd, totalGain, ...settings, ...odds];
}

function number(value: Decimal): NumberLiteral {
  return new NumberLiteral(value);
}
