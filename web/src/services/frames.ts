/** One event of a server-sent stream: its name, its data as text, and the id to resume after. */
export interface Frame {
  event: string
  data: string
  id: string | null
}

/** Cuts a stream of text into frames, wherever the network split it; comment lines (heartbeats) give nothing. */
export class FrameReader {
  #rest = ''

  push(text: string): Frame[] {
    this.#rest += text.replaceAll('\r\n', '\n')
    const blocks = this.#rest.split('\n\n')
    this.#rest = blocks.pop() ?? ''
    return blocks.map(parse).filter(frame => frame !== null)
  }
}

function parse(block: string): Frame | null {
  const fields: Record<string, string[]> = {}
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon)
    fields[name] = [...(fields[name] ?? []), line.slice(colon + 1).replace(/^ /, '')]
  }
  if (!fields.event && !fields.data) return null
  return {
    event: fields.event?.[0] ?? 'message',
    data: (fields.data ?? []).join('\n'),
    id: fields.id?.[0] ?? null,
  }
}
