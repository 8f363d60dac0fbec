/** First in, first out. To take some costs nothing of those that stay, however many: an array would move them all. */
export class Queue<Item> {
  private items: Item[] = [];
  private first = 0;

  get length(): number {
    return this.items.length - this.first;
  }

  add(...items: Item[]): void {
    this.items.push(...items);
  }

  /** Takes so many from the front, or all there are. */
  take(count: number): Item[] {
    const taken = this.items.slice(this.first, this.first + count);
    this.first += taken.length;
    if (this.first > this.items.length / 2) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return taken;
  }

  /** Takes from the front up to the first that is not wanted. */
  takeWhile(wanted: (item: Item) => boolean): Item[] {
    let end = this.first;
    while (end < this.items.length && wanted(this.items[end]!)) end++;
    return this.take(end - this.first);
  }
}
