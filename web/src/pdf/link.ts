export interface Issued {
  url: string
  /** UTC; after it the store refuses the address. */
  expires_at: string
}

/** Renewed this long before its end, so that no request starts with an address that dies on the way. */
const margin = 10_000

/** An address that lives two minutes at most, renewed when it is needed again; a renewal decides permission anew. */
export class SignedLink {
  readonly #issue: () => Promise<Issued>
  readonly #now: () => number
  #issued: Issued | null
  #renewing: Promise<Issued> | null = null

  constructor(issue: () => Promise<Issued>, first: Issued | null = null, now: () => number = Date.now) {
    this.#issue = issue
    this.#issued = first
    this.#now = now
  }

  async url(): Promise<string> {
    const issued = this.#issued
    if (issued && Date.parse(issued.expires_at) - this.#now() > margin) return issued.url
    return (await this.#renew()).url
  }

  /** Called when the store refused an address that should have lived: the next `url()` asks for another. */
  refuse(url: string): void {
    if (this.#issued?.url === url) this.#issued = null
  }

  #renew(): Promise<Issued> {
    this.#renewing ??= this.#issue()
      .then(issued => {
        this.#issued = issued
        return issued
      })
      .finally(() => {
        this.#renewing = null
      })
    return this.#renewing
  }
}
