import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { meetings } from '../../services/meetings'
import { updatePerson } from '../../services/session'
import type { Me, Organisation } from '../../types/api'
import { asking, readyWindows, settled } from '../meeting/testing'
import { Meetings } from './Meetings'

const bodies = ['Sở Nội vụ', 'Sở Tài chính'].map(name => ({ id: name, name, parent_id: null }))

vi.mock('../../services/meetings', async original => ({
  ...(await original<object>()),
  meetings: vi.fn(async () => []),
}))
vi.mock('../../services/organisations', async original => ({
  ...(await original<object>()),
  organisations: async () => bodies as unknown as Organisation[],
}))

readyWindows()

it('lists the meetings of each body whose secretary one is', async () => {
  const roles = bodies.map(body => ({ role: 'secretary', organisation_id: body.id }))
  updatePerson({ id: 'p', language: 'vi', roles } as unknown as Me)
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  await settled(() => root.render(asking(<Meetings />)))
  expect(place.querySelector('select')).toBeNull()
  const ofBody = [...place.querySelectorAll('button')].find(one => one.textContent === 'Của cơ quan')
  await settled(() => ofBody?.click())
  const choice = place.querySelector('select')
  expect(vi.mocked(meetings).mock.lastCall?.[2]).toBe('Sở Nội vụ')
  await settled(() => {
    if (choice) choice.value = 'Sở Tài chính'
    choice?.dispatchEvent(new Event('change', { bubbles: true }))
  })
  expect(vi.mocked(meetings).mock.lastCall?.[2]).toBe('Sở Tài chính')
  await settled(() => root.unmount())
})
