import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { printedForms } from '../../services/printedForms'
import { queries } from '../../store/queries'
import type { Meeting } from '../../types/api'
import { PrintWindow } from './PrintWindow'
import { asking, readyWindows, settled } from './testing'

vi.mock('../../services/printedForms', () => ({ printedForms: vi.fn() }))

const meeting = {
  id: 'm',
  zone: 'Asia/Ho_Chi_Minh',
  chair: { full_name: 'Nguyễn Văn An', post: 'Chủ tịch' },
} as Meeting

readyWindows()

it('keeps the form while the list of prints is asked again', async () => {
  vi.mocked(printedForms)
    .mockResolvedValueOnce([])
    .mockReturnValue(new Promise(() => undefined))
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  const form = () => document.querySelector('form')
  await settled(() =>
    root.render(asking(<PrintWindow meeting={meeting} form="attendance_list" onClose={() => undefined} />)),
  )
  const first = form()
  expect(first).not.toBeNull()
  await settled(() => queries.invalidateQueries({ queryKey: ['printedForms', 'm'] }))
  expect(printedForms).toHaveBeenCalledTimes(2)
  expect(form()).toBe(first)
  await settled(() => root.unmount())
})
