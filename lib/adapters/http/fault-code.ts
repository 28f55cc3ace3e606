/**
 * Names a network fault without quoting it: its code (`ECONNREFUSED`, `ERR_TLS_CERT_ALTNAME_INVALID`), else its
 * class. Messages are left out on purpose: some of them repeat a header, and with it a token.
 */
export function faultCode(fault: unknown): string {
  if (!(fault instanceof Error)) return 'unnamed fault';
  if ('code' in fault && typeof fault.code === 'string' && /^\w{1,64}$/.test(fault.code)) return fault.code;
  // The built-in fetch wraps what happened, sometimes twice.
  return fault.cause instanceof Error ? faultCode(fault.cause) : fault.name;
}
