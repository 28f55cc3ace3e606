/** Items by when they are due, earliest first; adding and taking stay cheap with many thousands of them. */
export interface DueHeap<Item> {
  add(due: number, item: Item): void;
  /** When the earliest is due. */
  firstDue(): number | undefined;
  /** The earliest item, taken out, when it is due by then. */
  takeDue(now: number): Item | undefined;
  size(): number;
}

export function dueHeap<Item>(): DueHeap<Item> {
  const heap: { readonly due: number; readonly item: Item }[] = [];
  const dueAt = (place: number): number => heap[place]?.due ?? Number.POSITIVE_INFINITY;

  function swap(one: number, other: number): void {
    const [first, second] = [heap[one], heap[other]];
    if (first === undefined || second === undefined) return;
    heap[one] = second;
    heap[other] = first;
  }

  function rise(from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >>> 1;
      if (dueAt(parent) <= dueAt(place)) return;
      swap(parent, place);
      place = parent;
    }
  }

  function sink(from: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      const child = dueAt(left + 1) < dueAt(left) ? left + 1 : left;
      if (dueAt(place) <= dueAt(child)) return;
      swap(place, child);
      place = child;
    }
  }

  return {
    add(due, item) {
      heap.push({ due, item });
      rise(heap.length - 1);
    },
    firstDue: () => heap[0]?.due,
    takeDue(now) {
      const first = heap[0];
      if (first === undefined || first.due > now) return undefined;
      swap(0, heap.length - 1);
      heap.pop();
      sink(0);
      return first.item;
    },
    size: () => heap.length,
  };
}
