import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { manifest } from '../../functions/manifest.ts';

const root = resolve(import.meta.dirname, '../..');
const maxLinesPerFunction = 60;

describe('manifest', () => {
  it('Given all operations, then ids, entries and routes are unique', () => {
    const routes = manifest.flatMap(({ trigger }) =>
      trigger.type === 'http' ? [`${trigger.method} ${trigger.path.replace(/\{[^}]+\}/g, '{}')}`] : [],
    );
    for (const list of [manifest.map(({ id }) => id), manifest.map(({ entry }) => entry), routes]) {
      expect(new Set(list).size).toBe(list.length);
    }
  });

  it('Given operations with queues, then each is its own consumer, within what Lambda takes', () => {
    for (const { id, trigger } of manifest) {
      if (trigger.type !== 'queue') continue;
      const {
        consumer,
        events,
        batchSize,
        batchWindowSeconds = 0,
        maxReceives,
        maxConcurrency = 2,
      } = trigger;
      expect(consumer).toBe(id);
      expect(events.length).toBeGreaterThan(0);
      expect(batchSize, id).toBeLessThanOrEqual(batchWindowSeconds > 0 ? 10_000 : 10);
      expect(batchWindowSeconds, id).toBeLessThanOrEqual(300);
      expect(maxReceives, id).toBeLessThanOrEqual(1_000);
      expect(maxConcurrency, id).toBeGreaterThanOrEqual(2);
    }
  });

  it('Given the functions folder, then every file in it is the entry of one operation', () => {
    const entries = readdirSync(join(root, 'functions'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('/') && name.endsWith('.ts'))
      .map((name) => `functions/${name}`);
    expect(entries.sort()).toEqual(manifest.map(({ entry }) => entry).sort());
  });

  it.each(manifest)(
    'Given $id, then its entry has that name, is short, and exports operation and handler',
    async (operation) => {
      const { id, entry } = operation;
      expect(entry.endsWith(`/${id}.ts`)).toBe(true);
      const lines = readFileSync(join(root, entry), 'utf8').split('\n').length;
      expect(lines).toBeLessThan(maxLinesPerFunction);
      const module = await import(join(root, entry));
      expect(module.operation.id).toBe(id);
      expect(typeof module.handler).toBe('function');
    },
  );

  it.each(manifest.filter(({ contract }) => contract !== null))(
    'Given $id, then its contract stands under its name',
    async ({ id, entry, contract }) => {
      const face = /^functions\/(?:native|webhooks)\//.test(entry) ? 'native' : 'http';
      const module = await import(join(root, 'lib/contracts', face, `${contract}.ts`));
      const contracts = Object.values(module).filter(
        (value): value is { id: string } =>
          typeof value === 'object' &&
          value !== null &&
          'id' in value &&
          ('input' in value || 'read' in value),
      );
      expect(contracts.map((found) => found.id)).toEqual([id]);
    },
  );

  it.each(manifest)(
    'Given $id, then it answers before API Gateway gives up',
    ({ trigger, timeoutSeconds }) => {
      // HTTP API cuts a call off after 30 s.
      if (trigger.type === 'http') expect(timeoutSeconds).toBeLessThan(30);
      else expect(timeoutSeconds).toBeLessThanOrEqual(900);
    },
  );

  it.each(manifest)('Given $id is imported, then it reads no environment', async ({ entry }) => {
    const read: string[] = [];
    const environment = process.env;
    process.env = new Proxy(environment, {
      get(target, name) {
        if (typeof name === 'string') read.push(name);
        return Reflect.get(target, name);
      },
    });
    try {
      vi.resetModules();
      await import(join(root, entry));
    } finally {
      process.env = environment;
    }
    // The SDK looks for its own settings; ours are read at the first call.
    expect(read.filter((name) => /TABLE|BUS|SECRET|CURRENCIES/.test(name))).toEqual([]);
  });
});
