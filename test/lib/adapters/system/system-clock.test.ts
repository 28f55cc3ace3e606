import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it('Given nothing is left to do but to wake from a sleep, then the process does not end before it', async () => {
  const clock = resolve(import.meta.dirname, '../../../../lib/adapters/system/system-clock.ts');
  const script = `import { systemClock } from ${JSON.stringify(clock)}; await systemClock().sleep(50); console.log('woke');`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  expect([said.trim(), code]).toEqual(['woke', 0]);
});
