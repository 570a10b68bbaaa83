import { SignedLink } from '../../pdf/link'
import { openPaper, type Paper } from '../../pdf/paper'
import { DrawingQueue } from '../../pdf/queue'
import { links } from '../../services/documents'
import { Problem } from '../../services/problem'
import type { Links } from '../../types/api'

/**
 * A paper that is open at the reader's place: its pictures at once, its pages as soon as the file answers. `picture` ends once
 * that of page 1 is here, or at once where nobody waits for it: a strip of small ones is twice its size.
 */
export interface OpenPaper {
  links: Links
  picture: Promise<void>
  paper: Promise<Paper>
}

const most = 3

/** The few papers a small tablet keeps open; the one looked at longest ago is closed first. */
export class Shelf {
  readonly queue = new DrawingQueue(2)
  readonly #open = new Map<string, Promise<OpenPaper>>()
  #closed = false

  /**
   * Opening is what the access record keeps, so it is done for papers on the screen and never ahead. `page` is the one that is
   * looked at: the first has a picture of its own.
   */
  open(document: string, version: string, page?: number): Promise<OpenPaper> {
    const known = this.#open.get(version) ?? this.#fetch(document, version, page)
    this.#open.delete(version)
    this.#open.set(version, known)
    for (const [oldest] of this.#open) {
      if (this.#open.size <= most) break
      this.close(oldest)
    }
    return known
  }

  close(version: string): void {
    void this.#open
      .get(version)
      ?.then(open => open.paper)
      .then(
        paper => paper.close(),
        () => undefined,
      )
    this.#open.delete(version)
  }

  closeAll(): void {
    this.#closed = true
    for (const version of [...this.#open.keys()]) this.close(version)
  }

  #fetch(document: string, version: string, page?: number): Promise<OpenPaper> {
    const fail = () => this.#open.delete(version)
    const opening = links(document, version).then(issued => {
      if (this.#closed) throw new DOMException('the book was closed', 'AbortError')
      const renew = async () => reading(await links(document, version))
      const first = reading(issued)
      const picture = page === 1 && issued.preview ? arrived(issued.preview) : Promise.resolve()
      const paper = openPaper({ link: new SignedLink(renew, first), size: first.size, picture }, fail)
      paper.catch(fail)
      return { links: issued, picture, paper }
    })
    opening.catch(fail)
    return opening
  }
}

/** Also when there is no such picture. */
async function arrived(url: string): Promise<void> {
  const picture = new Image()
  picture.src = url
  await picture.decode().catch(() => undefined)
}

/** Throws Problem when the version has been recalled meanwhile. */
function reading(issued: Links): { url: string; size: number; expires_at: string } {
  if (!issued.reading) throw new Problem(404)
  return { ...issued.reading, expires_at: issued.expires_at }
}
