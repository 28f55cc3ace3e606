import { spawnSync } from 'node:child_process';

/** DynamoDB Local is compiled for it. */
const neededMajor = 17;

export type FoundJava = { readonly found: true } | { readonly found: false; readonly why: string };

/** Whether the `java` on the PATH runs DynamoDB Local; if not, `why` says so in a few words. Takes a tenth of a second. */
export function findJava(env: Readonly<Record<string, string | undefined>> = process.env): FoundJava {
  const { error, stderr } = spawnSync('java', ['-version'], { env, encoding: 'utf8' });
  if (error !== undefined) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return absent(isAbsent ? 'there is no java on the PATH' : `java does not start: ${error.message}`);
  }
  // `openjdk version "17.0.15" 2025-04-15`; up to Java 8 it was `java version "1.8.0_402"`.
  const [, version, major, minor] = /version "((\d+)(?:\.(\d+))?[^"]*)"/.exec(stderr) ?? [];
  if (version === undefined) return absent('the java on the PATH does not tell its version');
  const isOld = (major === '1' ? Number(minor) : Number(major)) < neededMajor;
  return isOld ? absent(`the java on the PATH is version ${version}`) : { found: true };
}

function absent(why: string): FoundJava {
  return { found: false, why };
}

/** One line for whoever asked for DynamoDB Local where it cannot run. */
export function javaNeeded(why: string): string {
  return `DynamoDB Local needs Java ${neededMajor} or newer: ${why}.`;
}
