import type { Upload, UploadPart } from '../types/api'
import { bytesSent, slicesLeft } from './parts'
import { Problem } from './problem'

const partsAtOnce = 2

/**
 * Sends the parts that are missing, straight to the store by their signed addresses. `done` is filled as parts arrive, so that
 * a later call sends only the rest. Rejects with Problem(0) when the network broke.
 */
export async function sendParts(
  upload: Upload,
  file: File,
  done: Map<number, string>,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const underWay = new Map<number, number>()
  const tell = () => onProgress(bytesSent(upload.part_size, file.size, done, underWay))
  const waiting = slicesLeft(upload, file.size, done)
  const work = async () => {
    for (let slice = waiting.shift(); slice; slice = waiting.shift()) {
      const { part, start, end } = slice
      const report = (sent: number) => {
        underWay.set(part.number, sent)
        tell()
      }
      done.set(part.number, await sendPart(part, file.slice(start, end), report, signal))
      underWay.delete(part.number)
      tell()
    }
  }
  await Promise.all(Array.from({ length: partsAtOnce }, work))
}

/** XMLHttpRequest, because fetch tells nothing of what has gone out. Answers the part's tag. */
function sendPart(
  part: UploadPart,
  bytes: Blob,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const stop = () => request.abort()
    signal.addEventListener('abort', stop, { once: true })
    request.open(part.method, part.url)
    request.upload.onprogress = event => onProgress(event.loaded)
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.getResponseHeader('ETag') ?? '')
      else reject(new Problem(request.status))
    }
    request.onerror = () => reject(new Problem(0))
    request.onabort = () => reject(signal.reason)
    request.onloadend = () => signal.removeEventListener('abort', stop)
    request.send(part.method === 'POST' ? formOf(part.fields, bytes) : bytes)
  })
}

/** A POST policy wants its fields in front and the file last. */
function formOf(fields: Record<string, string>, bytes: Blob): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', bytes)
  return form
}
