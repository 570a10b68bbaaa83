import type { AgendaItem, Document, Version } from '../types/api'
import { linesOf } from './agenda'

/** A paper in a book: the document, the version this reader has before him, and where it belongs. */
export interface BookPaper {
  document: Document
  version: Version
  /** `2.1 Kết quả tại các sở`; empty for the meeting's general papers. */
  number: string
  itemId: string | null
  itemTitle: string
  /** A later version that the reader has not chosen to see yet. */
  newer: Version | null
}

/** Readable papers in agenda order, the general ones first. `pinned` holds the version each open paper stays on. */
export function bookOf(
  agenda: readonly AgendaItem[],
  documents: readonly Document[],
  pinned: ReadonlyMap<string, Version>,
): BookPaper[] {
  const lines = linesOf(agenda)
  const places = new Map(lines.map((line, index) => [line.item.id, { index, line }]))
  return documents
    .flatMap(document => {
      const latest = readableOf(document)
      const place = document.item_id ? places.get(document.item_id) : undefined
      return latest ? [{ document, latest, place }] : []
    })
    .sort(
      (one, other) =>
        (one.place?.index ?? -1) - (other.place?.index ?? -1) ||
        one.document.position - other.document.position,
    )
    .map(({ document, latest, place }) => {
      const version = pinned.get(document.id) ?? latest
      return {
        document,
        version,
        number: place?.line.number ?? '',
        itemId: place?.line.item.id ?? null,
        itemTitle: place?.line.item.title ?? '',
        newer: version.id === latest.id ? null : latest,
      }
    })
}

/** The newest version that can be read: leaders also see those that are on their way still, or were refused. */
export function readableOf(document: Document): Version | null {
  if (document.state === 'recalled') return null
  return (document.versions ?? [document.version]).findLast(isReadable) ?? null
}

function isReadable(version: Version | null): boolean {
  return (version?.state === 'released' || version?.state === 'ready') && (version.pages ?? 0) > 0
}
