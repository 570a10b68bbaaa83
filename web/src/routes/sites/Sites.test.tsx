import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { sites } from '../../services/sites'
import type { Meeting, Site } from '../../types/api'
import { asking, readyWindows, settled } from '../meeting/testing'
import { Sites } from './Sites'

vi.mock('../../services/sites', async original => ({ ...(await original<object>()), sites: vi.fn() }))

const meeting = {
  id: 'm',
  state: 'called',
  zone: 'Asia/Ho_Chi_Minh',
  called_at: '2026-11-16T01:30:00Z',
  my: { role: 'secretary' },
} as Meeting
const site = {
  id: 's',
  organisation: { id: 'o', name: 'Xã A' },
  place: '',
  duty: null,
  services: [],
  note: '',
}

const said = { note: '', by: { full_name: 'Lê Văn Cường' }, at: '2026-11-20T01:30:00Z' }

readyWindows()

it.each([
  [null, ['Ghi điểm cầu báo sẵn sàng', 'Ghi điểm cầu báo vướng mắc']],
  [{ ready: false, ...said }, ['Ghi điểm cầu báo sẵn sàng', 'Ghi điểm cầu báo vướng mắc']],
  [{ ready: true, ...said }, ['Ghi điểm cầu báo vướng mắc']],
])('offers to enter what a site may report next (%#)', async (readiness, offered) => {
  vi.mocked(sites).mockResolvedValue([{ ...site, readiness } as unknown as Site])
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  await settled(() => root.render(asking(<Sites meeting={meeting} />)))
  await settled(() => place.querySelector<HTMLButtonElement>('li button')?.click())
  const names = [...document.querySelectorAll('[role=menuitem]')].map(one => one.textContent ?? '')
  expect(names.filter(name => name.startsWith('Ghi '))).toEqual(offered)
  await settled(() => root.unmount())
  place.remove()
})
