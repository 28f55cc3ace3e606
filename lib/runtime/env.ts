/** Deployment is incomplete: our own fault, told with every missing name at once. */
export class EnvFault extends Error {
  override readonly name = 'EnvFault';
}

export type Env<Name extends string> = Readonly<Record<Name, string>>;

/** Reads the named variables. Called at the first invocation, never at import. */
export function readEnv<Name extends string>(
  names: readonly Name[],
  source: Readonly<Record<string, string | undefined>> = process.env,
): Env<Name> {
  const missing = [...new Set(names)].filter((name) => (source[name] ?? '') === '');
  if (missing.length > 0) throw new EnvFault(`missing environment variables: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, source[name]])) as Env<Name>;
}
