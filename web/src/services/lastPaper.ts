const prefix = 'hop.book.'

/** The paper a meeting's book was left at, on this browser. */
export function readLastPaper(meeting: string): string | null {
  return localStorage.getItem(prefix + meeting)
}

export function keepLastPaper(meeting: string, document: string): void {
  localStorage.setItem(prefix + meeting, document)
}

export function forgetLastPapers(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
}
