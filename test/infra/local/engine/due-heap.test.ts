import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueHeap } from '../../../../infra/local/engine/due-heap.ts';

describe('dueHeap', () => {
  it('Given any items added and taken in any turn, then the earliest due one always comes first', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 50 }), { nil: 'take' as const })), (steps) => {
        const heap = dueHeap<number>();
        let model: number[] = [];
        for (const step of steps) {
          if (step !== 'take') {
            heap.add(step, step);
            model = [...model, step].sort((a, b) => a - b);
            continue;
          }
          expect(heap.takeDue(40)).toBe((model[0] ?? 99) <= 40 ? model.shift() : undefined);
        }
        expect(heap.size()).toBe(model.length);
        expect(heap.firstDue()).toBe(model[0]);
      }),
    );
  });
});
