// Whatever is logged under such a name is a secret or may hold one, whoever logged it.
const secretName =
  /authori[sz]ation|token|secret|password|cookie|x-sign|signature|api-?key|^auth$|^body$|^payload$/i;

/** A JSON replacer that hides the value of every member whose name says it is secret. */
export function redact(key: string, value: unknown): unknown {
  return secretName.test(key) && value !== undefined && value !== null ? '[redacted]' : value;
}
