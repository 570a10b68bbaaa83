/** A server's refusal (RFC 9457). `status` 0 means that no answer came: the network or the server is away. */
export class Problem extends Error {
  readonly type: string
  readonly status: number
  /** The server's own, in the person's language; null where none came: `message` is for logs then. */
  readonly title: string | null
  readonly detail: string | null
  readonly errors: readonly { pointer: string; detail: string; code: string }[]
  readonly requestId: string | null
  readonly retryAfter: number | null

  constructor(status: number, body: Record<string, unknown> = {}, retryAfter: number | null = null) {
    const title = typeof body.title === 'string' ? body.title : null
    super(title ?? `HTTP ${status}`)
    this.title = title
    this.name = 'Problem'
    this.status = status
    this.type = typeof body.type === 'string' ? body.type : 'about:blank'
    this.detail = typeof body.detail === 'string' ? body.detail : null
    this.errors = Array.isArray(body.errors) ? body.errors : []
    this.requestId = typeof body.request_id === 'string' ? body.request_id : null
    this.retryAfter = retryAfter
  }

  /** The last part of the type's address: `agenda-locked` of `https://…/docs/problems/agenda-locked`. */
  get code(): string {
    return this.type.split(/[/#]/).pop()?.replace(/\.md$/, '') ?? ''
  }

  /** What is wrong with one field of the body, by its pointer. */
  field(pointer: string): string | null {
    return this.errors.find(error => error.pointer === pointer)?.detail || null
  }

  get offline(): boolean {
    return this.status === 0
  }

  /** Of a moment: the same may be well when it is asked again. */
  get passing(): boolean {
    return this.offline || this.status >= 500
  }

  get denied(): boolean {
    return this.status === 403 || this.status === 404
  }

  static of(error: unknown): Problem {
    return error instanceof Problem ? error : new Problem(-1, { detail: String(error) })
  }

  static async from(response: Response): Promise<Problem> {
    const body: unknown = await response.json().catch(() => ({}))
    const wait = Number(response.headers.get('Retry-After'))
    return new Problem(
      response.status,
      isRecord(body) ? body : {},
      Number.isFinite(wait) && wait > 0 ? wait : null,
    )
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
