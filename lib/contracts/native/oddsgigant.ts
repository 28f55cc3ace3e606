/**
 * OddsGigant's cashout API (providers/oddsgigant.seed.txt; what goes beyond it is in oddsgigant.facts.md): one call,
 * which says what a ticket can be cashed out for.
 */
export const oddsgigantPath = '/ApiR1/cashout';

/** All member names of its bodies, for `foldKeys`. */
export const oddsgigantMembers = [
  'unixTimestamp',
  'auth',
  'referenceID',
  'stake',
  'totalOdd',
  'totalGain',
  'caSettings',
  'taxRate',
  'caWithdrawal',
  'maxCaValue',
  'minCaValue',
  'noCaOutOfLimits',
  'maxOpenTip',
  'maxTipCount',
  'inplayMaxOddPerTip',
  'caBets',
  'matchid',
  'odd',
  'oddcurrent',
  'gamestate',
  'islocked',
] as const;
