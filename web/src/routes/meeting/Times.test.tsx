import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { participants } from '../../services/meetings'
import { Problem } from '../../services/problem'
import { queries } from '../../store/queries'
import type { Meeting, Participant } from '../../types/api'
import { RecordHeld } from './Times'
import { asking, readyWindows, settled } from './testing'

vi.mock('../../services/meetings', async original => ({
  ...(await original<object>()),
  participants: vi.fn(),
}))

const meeting = {
  id: 'm',
  zone: 'Asia/Ho_Chi_Minh',
  starts_at: '2026-11-23T01:30:00Z',
  ends_at: '2026-11-23T04:00:00Z',
  called_at: '2026-11-16T01:30:00Z',
} as Meeting

readyWindows()

it('records a meeting only when it is known who takes part', async () => {
  vi.mocked(participants)
    .mockRejectedValueOnce(new Problem(503))
    .mockResolvedValue([
      { person: { id: 'p', full_name: 'Trần Thị Bình' }, answer: 'accepted' } as Participant,
    ])
  const root = createRoot(document.createElement('div'))
  const confirm = () => document.querySelector<HTMLButtonElement>('button[type=submit]')
  await settled(() => root.render(asking(<RecordHeld meeting={meeting} onClose={() => undefined} />)))
  expect(confirm()?.disabled).toBe(true)
  expect(document.querySelector('[role=alert]')?.textContent).toContain('Máy chủ đang bận')
  await settled(() => queries.refetchQueries({ queryKey: ['participants', 'm'] }))
  expect(confirm()?.disabled).toBe(false)
  expect(document.body.textContent).toContain('Trần Thị Bình')
  await settled(() => root.unmount())
})
