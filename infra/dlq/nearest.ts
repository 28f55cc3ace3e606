/** More slips than this in a name, and something else was meant. */
const maxSlips = 3;

/** The known name a typo was probably meant to be; undefined when none is close. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((name) => ({ name, slips: slipsBetween(typed, name) }))
    .sort((left, right) => left.slips - right.slips);
  return best !== undefined && best.slips <= maxSlips ? best.name : undefined;
}

/** Letters put in, left out or mistaken (Levenshtein), one row of the table at a time. */
function slipsBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, place) => place);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (let place = 1; place <= right.length; place += 1) {
      const mistaken = (row[place - 1] ?? 0) + (right[place - 1] === letter ? 0 : 1);
      next.push(Math.min(mistaken, (row[place] ?? 0) + 1, (next[place - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
