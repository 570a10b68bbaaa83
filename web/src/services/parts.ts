import type { Upload, UploadPart } from '../types/api'

/** Bytes of a file that a part carries: from `start` up to, not including, `end`. */
export interface Slice {
  part: UploadPart
  start: number
  end: number
}

/** The parts still to send: `done` maps the number of each part the store has to its tag. */
export function slicesLeft(upload: Upload, size: number, done: ReadonlyMap<number, string>): Slice[] {
  return upload.parts
    .filter(part => !done.has(part.number))
    .map(part => {
      const start = (part.number - 1) * upload.part_size
      return { part, start, end: Math.min(start + upload.part_size, size) }
    })
}

/** Bytes that have arrived: whole parts, and what is under way of the others. */
export function bytesSent(
  partSize: number,
  size: number,
  done: ReadonlyMap<number, string>,
  underWay: ReadonlyMap<number, number>,
): number {
  let sent = 0
  for (const number of done.keys()) sent += Math.min(partSize, size - (number - 1) * partSize)
  for (const [number, bytes] of underWay) if (!done.has(number)) sent += bytes
  return Math.min(sent, size)
}
