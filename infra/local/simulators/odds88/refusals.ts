/*
 * Why a bet is not cashed out, as the answer to a cashout and the feed say it alike. The texts are ours: the page
 * gives none.
 */
export const notAvailable = 'Cashout is not available at the moment.';
export const alreadyCashedOut = 'The bet is already cashed out.';
