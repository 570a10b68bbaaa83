import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepDraft, readDraft } from '../../services/drafts'
import { invite } from '../../services/meetings'
import { Problem } from '../../services/problem'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Job, Meeting, Person } from '../../types/api'
import { startWords } from '../../words/language'
import { Inviting } from './Inviting'

vi.mock('../../services/meetings', async original => ({ ...(await original<object>()), invite: vi.fn() }))

const person = (id: string, full_name: string) =>
  ({ id, full_name, posts: [], organisation: { id: 'o', name: 'Sở' }, active: true }) as unknown as Person

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  await startWords('vi')
  const { queryKey } = reads.people({})
  queries.setQueryData(queryKey, [person('p', 'Nguyễn Văn An'), person('q', 'Trần Thị Bình')])
  queries.setQueryData(reads.organisations().queryKey, [])
})

afterEach(() => {
  vi.unstubAllGlobals()
  queries.clear()
  localStorage.clear()
})

async function press(name: RegExp): Promise<void> {
  const found = [...document.querySelectorAll<HTMLElement>('button, label')]
  await act(async () => found.find(one => name.test(one.textContent))?.click())
}

async function show(onClose: () => void = () => undefined): Promise<() => Promise<void>> {
  const root = createRoot(document.createElement('div'))
  await act(async () =>
    root.render(
      <QueryClientProvider client={queries}>
        <Inviting meeting={{ id: 'm' } as Meeting} present={[]} onClose={onClose} />
      </QueryClientProvider>,
    ),
  )
  await press(/^Dán/)
  return () => act(async () => root.unmount())
}

it('names who was there already and who could not be invited, until that was read', async () => {
  const refused = [
    { row: 0, code: 'person-unknown' },
    { row: 1, code: 'already-takes-part' },
  ]
  vi.mocked(invite).mockResolvedValue({ total: 2, refused } as Job)
  keepDraft('paste m', 'Nguyễn Văn An, Trần Thị Bình')
  const onClose = vi.fn()
  const end = await show(onClose)
  await press(/^Mời 2/)
  const told = [...document.querySelectorAll('[role=dialog] section')].map(one => one.textContent)
  expect(told).toEqual([
    expect.stringMatching(/^1 người đã có trong danh sách.*Trần Thị Bình$/),
    expect.stringMatching(/^1 người không mời được.*Nguyễn Văn An$/),
  ])
  expect(onClose).not.toHaveBeenCalled()
  await press(/^Đóng/)
  expect(onClose).toHaveBeenCalledOnce()
  await end()
})

it('keeps a pasted list until it is sent, and sends it again as the same attempt', async () => {
  vi.mocked(invite).mockRejectedValueOnce(new Problem(0)).mockRejectedValueOnce(new Problem(0))
  vi.mocked(invite).mockResolvedValue({ refused: [] } as unknown as Job)
  keepDraft('paste m', 'Nguyễn Văn An')
  const end = await show()
  await press(/^Mời 1/)
  expect(readDraft('paste m')).toBe('Nguyễn Văn An')
  await press(/^Mời 1/)
  await press(/^Mời 1/)
  expect(readDraft('paste m')).toBeNull()
  const keys = vi.mocked(invite).mock.calls.map(([, , key]) => key)
  expect([keys.length, new Set(keys).size]).toEqual([3, 1])
  await end()
})
