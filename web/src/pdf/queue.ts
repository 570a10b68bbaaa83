interface Waiting {
  /** Pages away from what the reader looks at, asked when a place is free, since he moves on meanwhile. */
  distance(): number
  start(): void
}

/**
 * Draws few pages at a time, nearest to the reader first. A page starts beside one as near as itself, as two pages in
 * landscape are, but waits for a nearer one: on a slow line it would take bytes from what the reader is waiting for.
 */
export class DrawingQueue {
  readonly #atOnce: number
  #running: Waiting[] = []
  #waiting: Waiting[] = []

  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  /** Rejects with the signal's reason when the page left the neighbourhood before its turn came. */
  run<T>(distance: () => number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const entry: Waiting = {
        distance,
        start: () => {
          signal.removeEventListener('abort', leave)
          this.#running.push(entry)
          work()
            .then(resolve, reject)
            .finally(() => {
              this.#running = this.#running.filter(other => other !== entry)
              this.#next()
            })
        },
      }
      const leave = () => {
        this.#waiting = this.#waiting.filter(other => other !== entry)
        reject(signal.reason)
      }
      if (signal.aborted) return leave()
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.push(entry)
      this.#next()
    })
  }

  #next(): void {
    if (this.#running.length >= this.#atOnce || this.#waiting.length === 0) return
    const nearest = this.#waiting.reduce((best, entry) => (entry.distance() < best.distance() ? entry : best))
    if (this.#running.some(entry => entry.distance() < nearest.distance())) return
    this.#waiting = this.#waiting.filter(entry => entry !== nearest)
    nearest.start()
  }
}
