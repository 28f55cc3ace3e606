import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findJava, javaNeeded } from '../../../infra/local/database-java.ts';

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'java-'));
});
afterEach(() => rmSync(bin, { recursive: true, force: true }));

/** A `java` that says this when asked for its version. */
function givenJava(...lines: string[]): void {
  const said = lines.map((line) => `echo '${line}' >&2\n`).join('');
  writeFileSync(join(bin, 'java'), `#!/bin/sh\n${said}`);
  chmodSync(join(bin, 'java'), 0o755);
}

describe('Java', () => {
  it.each([
    'openjdk version "17.0.15" 2025-04-15',
    'openjdk version "17" 2021-09-14',
    'java version "25.0.1" 2025-10-21 LTS',
    'openjdk version "26-ea" 2026-03-17',
  ])('will do: %s', (line) => {
    givenJava('NOTE: Picked up JDK_JAVA_OPTIONS: -Xmx1g', line);
    expect(findJava({ PATH: bin })).toEqual({ found: true });
  });

  it.each([
    ['openjdk version "16.0.2" 2021-07-20', '16.0.2'],
    ['openjdk version "11.0.22" 2024-01-16', '11.0.22'],
    ['java version "1.8.0_402"', '1.8.0_402'],
  ])('is too old: %s', (line, version) => {
    givenJava(line);
    expect(findJava({ PATH: bin })).toEqual({
      found: false,
      why: `the java on the PATH is version ${version}`,
    });
  });

  it('is not there', () => {
    expect(findJava({ PATH: bin })).toEqual({ found: false, why: 'there is no java on the PATH' });
  });

  it('is something else of that name', () => {
    givenJava('The operation could not be completed.');
    expect(findJava({ PATH: bin })).toMatchObject({ found: false, why: expect.stringContaining('version') });
  });

  it('is asked for in one line', () => {
    expect(javaNeeded('there is no java on the PATH')).toBe(
      'DynamoDB Local needs Java 17 or newer: there is no java on the PATH.',
    );
  });
});
