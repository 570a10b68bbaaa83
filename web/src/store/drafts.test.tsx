import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { changesOf, rekeyed, useDraft } from './drafts'

interface Item {
  title: string
  audience: { guests: boolean }
}

let root: Root
let draft: ReturnType<typeof useDraft<Item>>

function Form({ item }: { item: Item }) {
  draft = useDraft('item i', item)
  return null
}

function open(item: Item): void {
  root = createRoot(document.createElement('div'))
  act(() => root.render(<Form item={item} />))
}

function close(): void {
  act(() => root.unmount())
}

beforeEach(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true))
afterEach(() => {
  vi.unstubAllGlobals()
  localStorage.clear()
})

const written = { title: 'Báo cáo', audience: { guests: true } }
const narrowed = { title: 'Báo cáo', audience: { guests: false } }

describe('a draft taken up after a reload', () => {
  it('sends only what its writer changed, not what a colleague did meanwhile', () => {
    open(written)
    act(() => draft.change({ ...draft.value, title: 'Tờ trình' }))
    close()
    open(narrowed)
    expect(draft.restored).toBe(true)
    expect(changesOf(draft.began, draft.value)).toEqual({ title: 'Tờ trình' })
    close()
  })

  it('follows what others change for as long as nothing is typed', () => {
    open(written)
    act(() => draft.follow(narrowed))
    expect([draft.value, draft.began]).toEqual([narrowed, narrowed])
    act(() => draft.change({ ...draft.value, title: 'Tờ trình' }))
    act(() => draft.follow(written))
    expect(changesOf(draft.began, draft.value)).toEqual({ title: 'Tờ trình' })
    act(() => {
      draft.drop()
      draft.follow(written)
    })
    expect([draft.value, draft.began]).toEqual([written, written])
    close()
  })

  it('is none when the form was given up', () => {
    open(written)
    act(() => draft.change({ ...draft.value, title: 'Tờ trình' }))
    draft.drop()
    close()
    open(narrowed)
    expect([draft.value, draft.began]).toEqual([narrowed, narrowed])
    close()
    expect(localStorage.length).toBe(0)
  })
})

it('has nothing to send when nothing differs', () => {
  expect(changesOf(written, structuredClone(written))).toBeNull()
})

it('is another attempt once something differs', () => {
  const first = { key: 'k', title: 'Báo cáo' }
  const second = rekeyed({ ...first, title: 'Tờ trình' })
  expect(second).toEqual({ key: expect.any(String), title: 'Tờ trình' })
  expect(second.key).not.toBe(first.key)
})
