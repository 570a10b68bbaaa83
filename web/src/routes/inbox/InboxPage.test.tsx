import { createRoot } from 'react-dom/client'
import { beforeEach, expect, it, vi } from 'vitest'
import { inbox, markAllRead } from '../../services/messages'
import { Problem } from '../../services/problem'
import { currentNotices, dismiss } from '../../store/notices'
import type { Inbox } from '../../types/api'
import { asking, readyWindows, settled } from '../meeting/testing'
import { InboxPage } from './InboxPage'

vi.mock('../../services/messages', async original => ({
  ...(await original<object>()),
  inbox: vi.fn(),
  markAllRead: vi.fn(),
}))
vi.mock('../../services/reports', async original => ({
  ...(await original<object>()),
  ownReports: async () => [],
}))

readyWindows()

beforeEach(() => {
  vi.mocked(inbox)
    .mockResolvedValueOnce({ items: [], unread: 2, next: '/api/inbox?after=x' } as Inbox)
    .mockRejectedValue(new Problem(0))
  vi.mocked(markAllRead).mockRejectedValue(new Problem(0))
})

it.each(['Đánh dấu đã đọc tất cả', 'Xem thêm'])('says when «%s» could not be done', async name => {
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  await settled(() => root.render(asking(<InboxPage />)))
  for (const { id } of currentNotices()) dismiss(id)
  await settled(() => [...place.querySelectorAll('button')].find(one => one.textContent === name)?.click())
  expect(currentNotices().map(one => one.text)).toEqual(['Đang ngoại tuyến'])
  await settled(() => root.unmount())
  place.remove()
})
