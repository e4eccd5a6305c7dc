type Take = () => void;

/**
 * What is told while something is asked.
 *
 * An answer may have been read before an event that was told sooner than the answer came: put into the store as it is,
 * it would undo what the event said. So whatever was told meanwhile is taken in once more after it, in its order. That
 * may be older than the answer in turn; then what made the answer newer is an event, too, and is told later.
 */
export class Meanwhile {
  #asked = 0; // questions under way
  #told: Take[] = []; // since there are any

  /** Something is told: take it in. */
  tell(take: Take): void {
    take();
    if (this.#asked > 0) this.#told.push(take);
  }

  /** What a question is answered, and what was told until then. */
  async while<Answer>(ask: () => Promise<Answer>): Promise<{ answer: Answer; again: Take }> {
    const since = this.#told.length;
    this.#asked += 1;
    try {
      const answer = await ask();
      const told = this.#told.slice(since);
      return { answer, again: () => told.forEach((take) => take()) };
    } finally {
      this.#asked -= 1;
      if (this.#asked === 0) this.#told = [];
    }
  }
}
