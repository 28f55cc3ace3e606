/** From 0 up to 1, as good as the platform's for spreading work and for nothing else. */
export function randomNumber(): number {
  return Math.random();
}
