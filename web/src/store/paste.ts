import type { Person } from '../types/api'

export type Role = 'delegate' | 'guest'

/** What a pasted list means: people found, and what needs a second look. Rows count from 1. */
export interface Pasted {
  people: { person: Person; role: Role }[]
  troubles: Trouble[]
}

/** `people`: those who bear the name, when there are several. */
export interface Trouble {
  row: number
  text: string
  kind: 'unknown' | 'several' | 'twice'
  people: Person[]
}

/** Who is known by a sign-in name, by an address, or was chosen for a name that several bear; by `plain` text. */
export type Known = ReadonlyMap<string, readonly Person[]>

interface Entry {
  row: number
  text: string
  people: Person[]
  role: Role
  byHandle: boolean
}

const guestWords = new Set(['khach', 'khach moi', 'guest'])
const titles =
  /^(ong|ba|anh|chi|co|thay|dong chi|d\/c|gs|pgs|ts|ths|bs|ks|ls|cn|mr|mrs|ms|dr|prof)(\.\s*|\s+)/

/**
 * One person a line, or several between commas, semicolons and tabs: full name with or without marks, sign-in name or e-mail
 * address; forms of address and numbers before a name, posts and units beside it. A post or unit tells two of one name apart.
 */
export function readPasted(text: string, directory: readonly Person[], known: Known = new Map()): Pasted {
  const names = new Directory(directory)
  const entries = text
    .normalize('NFC')
    .split(/\r?\n/)
    .flatMap((line, index) => entriesOf(line, index + 1, names, known))
  return settle(entries)
}

/** What a list holds that only the server can tell the bearer of: words that look like a sign-in name or an address. */
export function handlesIn(text: string, directory: readonly Person[]): string[] {
  const names = new Directory(directory)
  const words = text.normalize('NFC').split(/\r?\n/).flatMap(cellsOf)
  const handles = words.filter(word => isHandle(word) && names.look(word).length === 0 && !isNote(word))
  return [...new Set(handles.map(plain))]
}

/** The key under which `Known` has a text: without marks, case and doubled spaces. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/\s+/g, ' ')
    .trim()
}

function settle(entries: readonly Entry[]): Pasted {
  const result: Pasted = { people: [], troubles: [] }
  const taken = new Set<string>()
  for (const { row, text, people, role } of entries) {
    const [person] = people
    const trouble = { row, text, people }
    if (!person) result.troubles.push({ ...trouble, kind: 'unknown' })
    else if (people.length > 1) result.troubles.push({ ...trouble, kind: 'several' })
    else if (taken.has(person.id)) result.troubles.push({ ...trouble, kind: 'twice' })
    else {
      taken.add(person.id)
      result.people.push({ person, role })
    }
  }
  return result
}

function entriesOf(line: string, row: number, names: Directory, known: Known): Entry[] {
  const entries: Entry[] = []
  const cells = cellsOf(line)
  for (const cell of cells) {
    const last = entries.at(-1)
    const byHandle = known.get(plain(cell)) ?? []
    if (guestWords.has(plain(cell))) {
      if (last) last.role = 'guest'
    } else if (isNote(cell)) continue
    else if (byHandle.length > 0) takeHandle(entries, row, cell, byHandle)
    else takeName(entries, row, cell, names)
  }
  return entries
}

/** An address beside a name says who of that name is meant; standing for itself it is a person of its own. */
function takeHandle(entries: Entry[], row: number, text: string, people: readonly Person[]): void {
  const last = entries.at(-1)
  const meant = people.filter(person => last?.people.some(one => one.id === person.id))
  if (last && !last.byHandle && (meant.length > 0 || last.people.length === 0)) {
    last.people = meant.length > 0 ? meant : [...people]
    last.byHandle = true
  } else entries.push({ row, text, people: [...people], role: 'delegate', byHandle: true })
}

function takeName(entries: Entry[], row: number, text: string, names: Directory): void {
  const last = entries.at(-1)
  const people = names.look(text)
  const standsAlone = names.soundsLikeOne(text) || (last?.byHandle && isHandle(text))
  if (last && people.length === 0 && !standsAlone) last.people = narrowed(last.people, text)
  else entries.push({ row, text, people: narrowed(people, text), role: 'delegate', byHandle: false })
}

/** Those of one name whose post or unit the text names; all of them when it names none. */
function narrowed(people: Person[], text: string): Person[] {
  if (people.length < 2) return people
  const words = plain(text)
  const named = people.filter(person =>
    [person.organisation.name, ...person.posts.flatMap(post => [post.title, post.organisation_name])]
      .map(plain)
      .some(name => name !== '' && (words.includes(name) || (words.length > 3 && name.includes(words)))),
  )
  return named.length > 0 ? named : people
}

/** Cells of a row, without numbering and bullets before it; what stands in brackets is a cell of its own. */
function cellsOf(line: string): string[] {
  return line
    .replace(/^\s*(\d+[.)]|[-–•*])\s*/u, '')
    .replace(/[<>"]/g, ' ')
    .split(/[\t,;|()]|\s+[–-]\s+/)
    .map(cell => cell.trim())
    .filter(cell => cell !== '')
    .flatMap(splitGuest)
}

function splitGuest(cell: string): string[] {
  const found = /^(.*\S)\s+(khách mời|khách|guest)$/iu.exec(cell)
  return found?.[1] && found[2] ? [found[1], found[2]] : [cell]
}

function isHandle(cell: string): boolean {
  return /^[a-z0-9][a-z0-9._-]*(@[a-z0-9.-]+)?$/i.test(cell)
}

/** Numbers of rows, telephones and dates. */
function isNote(cell: string): boolean {
  return /^[\d\s.+/:-]+$/.test(cell)
}

class Directory {
  readonly #byName = new Map<string, Person[]>()
  readonly #families: ReadonlySet<string>

  constructor(people: readonly Person[]) {
    for (const person of people) {
      const name = plain(person.full_name)
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), person])
    }
    this.#families = new Set([...this.#byName.keys()].map(name => name.split(' ')[0] ?? ''))
  }

  /** Bearers of the name that the text is, ends with or begins with; the marks decide where they can. */
  look(text: string): Person[] {
    const found = this.#candidates(plain(text))
    const spelled = text.toLowerCase()
    const exact = found.filter(person => spelled.includes(person.full_name.toLowerCase()))
    return exact.length > 0 ? exact : found
  }

  /** A family name of ours and up to four more words, all with capitals: a person, though not one of ours. */
  soundsLikeOne(text: string): boolean {
    const words = untitled(plain(text)).at(-1)?.split(' ') ?? []
    const capitals = text.split(/\s+/).every(word => /^\p{Lu}/u.test(word))
    return capitals && words.length >= 2 && words.length <= 5 && this.#families.has(words[0] ?? '')
  }

  #candidates(text: string): Person[] {
    for (const name of untitled(text)) {
      const words = name.split(' ')
      for (const found of [name, ...ends(words)].map(part => this.#byName.get(part))) if (found) return found
    }
    return []
  }
}

/** `ong ts. nguyen van an`, `ts. nguyen van an`, `nguyen van an`: what a title is, is somebody's family name too. */
function untitled(text: string): string[] {
  const rest = text.replace(titles, '').trim()
  return rest === text || rest === '' ? [text] : [text, ...untitled(rest)]
}

/** The last words of a text, then the first ones, the longer the earlier; never a single word. */
function ends(words: readonly string[]): string[] {
  const lengths = Array.from(
    { length: Math.max(words.length - 2, 0) },
    (_, index) => words.length - 1 - index,
  )
  return [
    ...lengths.map(length => words.slice(-length).join(' ')),
    ...lengths.map(length => words.slice(0, length).join(' ')),
  ]
}
