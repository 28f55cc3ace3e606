/** Of everything the hub counts itself: stages of one account must not raise each other's alarms. */
export function metricsNamespace(stage: string): string {
  return `CashoutHub/${stage}`;
}
