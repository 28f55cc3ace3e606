export interface Route {
  readonly method: string;
  /** With `{name}` for parameters, as in the manifest. */
  readonly path: string;
}

export interface Matched<SomeRoute extends Route> {
  readonly route: SomeRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

export type FindRoute<SomeRoute extends Route> = (
  method: string,
  decodedPath: string,
) => Matched<SomeRoute> | undefined;

/**
 * Finds routes as an HTTP API does: on the decoded path, so that `%2F` separates like `/`, and the route with
 * more fixed segments first. A parameter takes exactly one segment that is not empty.
 */
export function routeTable<SomeRoute extends Route>(routes: readonly SomeRoute[]): FindRoute<SomeRoute> {
  const candidates = routes
    .map((route) => ({ route, segments: route.path.split('/') }))
    .sort((left, right) => parameterCount(left.segments) - parameterCount(right.segments));

  return (method, decodedPath) => {
    const given = decodedPath.split('/');
    for (const { route, segments } of candidates) {
      if (route.method !== method || segments.length !== given.length) continue;
      const pathParameters = matchSegments(segments, given);
      if (pathParameters !== undefined) return { route, pathParameters };
    }
    return undefined;
  };
}

function parameterCount(segments: readonly string[]): number {
  return segments.filter((segment) => segment.startsWith('{')).length;
}

function matchSegments(
  segments: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined {
  const parameters: [string, string][] = [];
  for (const [at, segment] of segments.entries()) {
    const value = given[at] ?? '';
    const isParameter = segment.startsWith('{');
    if (isParameter ? value === '' : value !== segment) return undefined;
    if (isParameter) parameters.push([segment.slice(1, -1), value]);
  }
  return Object.fromEntries(parameters);
}
