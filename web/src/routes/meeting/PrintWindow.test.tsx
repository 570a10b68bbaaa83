import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { printedForms } from '../../services/printedForms'
import { queries } from '../../store/queries'
import type { Meeting } from '../../types/api'
import { startWords } from '../../words/language'
import { PrintWindow } from './PrintWindow'

vi.mock('../../services/printedForms', () => ({ printedForms: vi.fn() }))

const meeting = {
  id: 'm',
  zone: 'Asia/Ho_Chi_Minh',
  chair: { full_name: 'Nguyễn Văn An', post: 'Chủ tịch' },
} as Meeting

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  await startWords('vi')
})

afterEach(() => {
  vi.unstubAllGlobals()
  queries.clear()
})

async function settled(work: () => unknown): Promise<void> {
  await act(async () => void work())
  await act(() => new Promise(resolve => setTimeout(resolve, 10)))
}

it('keeps the form while the list of prints is asked again', async () => {
  vi.mocked(printedForms)
    .mockResolvedValueOnce([])
    .mockReturnValue(new Promise(() => undefined))
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  const form = () => document.querySelector('form')
  await settled(() =>
    root.render(
      <QueryClientProvider client={queries}>
        <PrintWindow meeting={meeting} form="attendance_list" onClose={() => undefined} />
      </QueryClientProvider>,
    ),
  )
  const first = form()
  expect(first).not.toBeNull()
  await settled(() => queries.invalidateQueries({ queryKey: ['printedForms', 'm'] }))
  expect(printedForms).toHaveBeenCalledTimes(2)
  expect(form()).toBe(first)
  await settled(() => root.unmount())
})
