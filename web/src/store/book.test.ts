import { describe, expect, it } from 'vitest'
import type { AgendaItem, Document, Version } from '../types/api'
import { bookOf } from './book'

const agenda = [
  { id: 'i2', parent_id: null, position: 20, title: 'Hai' },
  { id: 'i1', parent_id: null, position: 10, title: 'Một' },
  { id: 'i11', parent_id: 'i1', position: 10, title: 'Một một' },
] as AgendaItem[]

function paper(id: string, item_id: string | null, position: number, state = 'released'): Document {
  const version = { id: `${id}v`, number: 1, state, pages: 3 } as Version
  return { id, item_id, position, title: id, state, version } as Document
}

describe('book', () => {
  it('has the general papers first, then those of each item in agenda order', () => {
    const papers = [
      paper('d', 'i2', 10),
      paper('c', 'i11', 10),
      paper('b', 'i1', 20),
      paper('a', 'i1', 10),
      paper('g', null, 90),
    ]
    const book = bookOf(agenda, papers, new Map())
    expect(book.map(one => `${one.number} ${one.document.id}`)).toEqual([' g', '1 a', '1 b', '1.1 c', '2 d'])
  })

  it('leaves out what cannot be read', () => {
    const papers = [
      paper('a', null, 1, 'recalled'),
      paper('b', null, 2, 'checking'),
      paper('c', null, 3, 'refused'),
    ]
    expect(bookOf(agenda, papers, new Map())).toEqual([])
  })

  it.each(['uploading', 'checking', 'refused'])('keeps what leaders read while a newer one is %s', state => {
    const released = paper('a', null, 1)
    const newer = { id: 'newer', number: 2, state, pages: null } as Version
    const versions = [released.version as Version, newer]
    const [first] = bookOf(agenda, [{ ...released, version: newer, versions }], new Map())
    expect([first?.version.id, first?.newer]).toEqual(['av', null])
  })

  it('stays on the version before the reader and tells of the newer one', () => {
    const old = { id: 'old', number: 1, pages: 2 } as Version
    const [first] = bookOf(agenda, [paper('a', null, 1)], new Map([['a', old]]))
    expect([first?.version.id, first?.newer?.id]).toEqual(['old', 'av'])
  })
})
