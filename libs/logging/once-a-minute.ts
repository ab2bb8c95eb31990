/** What lasts is told at its beginning and then once a minute. */
export class OnceAMinute {
  private told = -Infinity;

  isDue(): boolean {
    if (performance.now() - this.told < 60_000) return false;
    this.told = performance.now();
    return true;
  }
}
