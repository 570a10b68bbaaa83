/** Text as it is searched: without marks and case, `đ` as `d`, any run of spaces as one, as the server folds it. */
export function fold(text: string): string {
  return [...folded(text)].map(([letter]) => letter).join('')
}

/** Where any of these words stand in the text layer of a page, whatever spans and lines they are spread over. */
export function rangesOf(layer: HTMLElement, words: readonly string[]): Range[] {
  const wanted = [...new Set(words.map(one => fold(one).trim()))].filter(one => one !== '')
  if (wanted.length === 0) return []
  const letters: { letter: string; node: Text; offset: number; end: number }[] = []
  for (const node of textNodes(layer))
    for (const [letter, offset, end] of folded(node.data))
      if (letter !== ' ' || letters.at(-1)?.letter !== ' ') letters.push({ letter, node, offset, end })
  const text = letters.map(({ letter }) => letter).join('')
  const ranges: Range[] = []
  for (const [at, end] of wanted.flatMap(one => placesOf(text, one))) {
    const first = letters[at]
    const last = letters[end - 1]
    if (!first || !last) break
    const range = document.createRange()
    range.setStart(first.node, first.offset)
    range.setEnd(last.node, last.end)
    ranges.push(range)
  }
  return ranges
}

function placesOf(text: string, wanted: string): [number, number][] {
  const places: [number, number][] = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length))
    places.push([at, at + wanted.length])
  return places
}

/** Each folded letter with where it began and ended in the text as written; marks belong to the letter before them. */
function* folded(text: string): Generator<[string, number, number]> {
  for (let at = 0; at < text.length; ) {
    const size = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    const letter = foldLetter(text.slice(at, at + size))
    let end = at + size
    while (end < text.length && /\p{M}/u.test(text[end] ?? '')) end += 1
    if (letter) yield [letter, at, end]
    at = end
  }
}

function foldLetter(letter: string): string {
  if (/\s/.test(letter)) return ' '
  return letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace('đ', 'd').slice(0, 1)
}

/** The layer's text with a space where a line ends. */
function* textNodes(layer: HTMLElement): Generator<Text> {
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (node instanceof Text) yield node
    else if (node.nodeName === 'BR') yield document.createTextNode(' ')
  }
}
