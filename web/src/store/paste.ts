import type { Person } from '../types/api'

/** What each line of a pasted list means: people found, and rows that need a second look. Rows count from 1. */
export interface Pasted {
  people: { person: Person; role: 'delegate' | 'guest' }[]
  troubles: { row: number; text: string; kind: 'unknown' | 'several' | 'twice'; count: number }[]
}

const guestWords = new Set(['khach', 'khach moi', 'guest'])

/** One person a line: sign-in name, e-mail address or full name; anything after a tab, comma or semicolon is read too. */
export function readPasted(text: string, directory: readonly Person[]): Pasted {
  const result: Pasted = { people: [], troubles: [] }
  const taken = new Set<string>()
  for (const [index, line] of text.normalize('NFC').split(/\r?\n/).entries()) {
    const cells = cellsOf(line)
    const [wanted] = cells
    if (!wanted) continue
    const role = cells.slice(1).some(cell => guestWords.has(plain(cell))) ? 'guest' : 'delegate'
    const found = match(cells, directory)
    const trouble = { row: index + 1, text: wanted, count: found.length }
    const [person] = found
    if (!person) result.troubles.push({ ...trouble, kind: 'unknown' })
    else if (found.length > 1) result.troubles.push({ ...trouble, kind: 'several' })
    else if (taken.has(person.id)) result.troubles.push({ ...trouble, kind: 'twice' })
    else {
      taken.add(person.id)
      result.people.push({ person, role })
    }
  }
  return result
}

/** Numbering, bullets and forms of address before a name are not part of it. */
function cellsOf(line: string): string[] {
  return line
    .replace(/^\s*(\d+[.)]|[-•*])\s*/u, '')
    .split(/[\t,;]|\s+[–-]\s+/)
    .map(cell => cell.replace(/^(ông|bà|đồng chí|đ\/c|mr|mrs|ms)\.?\s+/iu, '').trim())
    .filter(cell => cell !== '')
    .flatMap(splitGuest)
}

function splitGuest(cell: string): string[] {
  const found = /^(.*\S)\s+\(?(khách mời|khách|guest)\)?$/iu.exec(cell)
  return found?.[1] && found[2] ? [found[1], found[2]] : [cell]
}

/** An address or sign-in name tells one person; a name may be borne by several. */
function match(cells: readonly string[], directory: readonly Person[]): Person[] {
  for (const cell of cells) {
    const exact = directory.filter(person => sameWord(person.email, cell) || sameWord(person.name, cell))
    if (exact.length === 1) return exact
  }
  const wanted = cells[0] ?? ''
  const spelled = directory.filter(person => person.full_name.toLowerCase() === wanted.toLowerCase())
  return spelled.length > 0 ? spelled : directory.filter(person => plain(person.full_name) === plain(wanted))
}

function sameWord(one: string | null | undefined, other: string): boolean {
  return one !== null && one !== undefined && one.toLowerCase() === other.toLowerCase()
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd').replace(/\s+/g, ' ')
}
