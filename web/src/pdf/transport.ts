import { PDFDataRangeTransport } from 'pdfjs-dist'
import type { SignedLink } from './link'

const attempts = 3

/**
 * Gives PDF.js the byte ranges it asks for and nothing else. It has no way to refuse a range: one that never comes leaves
 * its reader waiting for ever, so a range that cannot be had is told to `onFailure`, which ends the whole paper.
 */
export class RangeTransport extends PDFDataRangeTransport {
  readonly #link: SignedLink
  readonly #ready: Promise<void>
  readonly #onFailure: (error: unknown) => void
  readonly #stop = new AbortController()

  constructor(size: number, link: SignedLink, ready: Promise<void>, onFailure: (error: unknown) => void) {
    super(size, null)
    this.#link = link
    this.#ready = ready
    this.#onFailure = onFailure
  }

  override requestDataRange(begin: number, end: number): void {
    this.#fetch(begin, end).then(
      bytes => this.#stop.signal.aborted || this.onDataRange(begin, bytes),
      error => this.#stop.signal.aborted || this.#onFailure(error),
    )
  }

  override abort(): void {
    this.#stop.abort()
  }

  async #fetch(begin: number, end: number): Promise<Uint8Array> {
    await this.#ready
    for (let attempt = 1; ; attempt += 1) {
      const url = await this.#link.url()
      try {
        return await rangeOf(url, begin, end, this.#stop.signal)
      } catch (error) {
        this.#link.refuse(url)
        if (attempt === attempts || this.#stop.signal.aborted) throw error
      }
    }
  }
}

async function rangeOf(url: string, begin: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { headers: { Range: `bytes=${begin}-${end - 1}` }, signal })
  if (response.status !== 206) throw new Error(`range ${begin}-${end}: ${response.status}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (bytes.length !== end - begin) throw new Error(`range ${begin}-${end}: ${bytes.length} bytes`)
  return bytes
}
