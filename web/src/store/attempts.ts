import { useState } from 'react'

/**
 * What is sent again after a lost answer is the same attempt, under the same Idempotency-Key; what was corrected meanwhile is
 * another. `end` says that it was done: the same once more is wanted twice.
 */
export class Attempt {
  private text = ''
  private key = ''

  of(body: unknown): string {
    const text = JSON.stringify(body)
    if (text !== this.text) {
      this.text = text
      this.key = crypto.randomUUID()
    }
    return this.key
  }

  end(): void {
    this.text = ''
  }
}

export function useAttempt(): Attempt {
  const [attempt] = useState(() => new Attempt())
  return attempt
}
