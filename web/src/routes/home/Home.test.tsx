import { createRoot } from 'react-dom/client'
import { beforeEach, expect, it, vi } from 'vitest'
import { meetings } from '../../services/meetings'
import { updatePerson } from '../../services/session'
import type { Me, MeetingState, MeetingSummary } from '../../types/api'
import { addDays, dayKey, homeZone, startOfDay } from '../../words/dates'
import { asking, readyWindows, settled } from '../meeting/testing'
import { Home } from './Home'

vi.mock('../../services/meetings', async original => ({ ...(await original<object>()), meetings: vi.fn() }))
vi.mock('../../services/documents', async original => ({
  ...(await original<object>()),
  documents: async () => [],
}))
vi.mock('../../services/messages', async original => ({
  ...(await original<object>()),
  unreached: async () => [],
}))
vi.mock('../../services/sites', async original => ({ ...(await original<object>()), duties: async () => [] }))

readyWindows()

const today = startOfDay(dayKey(new Date(), homeZone), homeZone)
const tomorrow = startOfDay(addDays(dayKey(new Date(), homeZone), 1), homeZone)

function meeting(title: string, state: MeetingState): MeetingSummary {
  return {
    id: title,
    title,
    state,
    zone: homeZone,
    starts_at: today,
    ends_at: new Date(Date.parse(tomorrow) - 60_000).toISOString(),
    mode: 'online',
    video_link: `https://video.example/${title}`,
    chair: { id: 'c', full_name: 'Nguyễn Văn An', post: '' },
    my: { role: 'delegate', answer: 'accepted', reason: null, site: null },
  } as unknown as MeetingSummary
}

/** What the home of a person with these roles shows. */
async function shown(roles: string[], ...listed: MeetingSummary[]): Promise<HTMLElement> {
  vi.mocked(meetings).mockResolvedValue(listed)
  updatePerson({
    id: 'p',
    full_name: 'Trần Thị Bình',
    language: 'vi',
    guides_seen: ['reader', 'secretary'],
    roles: roles.map(role => ({ role, organisation_id: 'o' })),
  } as unknown as Me)
  const place = document.body.appendChild(document.createElement('div'))
  await settled(() => createRoot(place).render(asking(<Home />)))
  return place
}

beforeEach(() => document.body.replaceChildren())

it('says of a meeting that was postponed that it was, below those that take place', async () => {
  const home = await shown([], meeting('Họp hoãn', 'postponed'), meeting('Họp thật', 'called'))
  const cards = [...home.querySelectorAll('article')]
  expect(cards.map(card => card.querySelector('h3')?.textContent)).toEqual(['Họp thật', 'Họp hoãn'])
  expect(cards.map(card => [...card.querySelectorAll('.chip')].map(chip => chip.textContent))).toEqual([
    ['Sẽ dự'],
    ['Đã hoãn'],
  ])
  const links = cards.map(card => card.querySelector('a[target]')?.getAttribute('href'))
  expect(links).toEqual(['https://video.example/Họp thật', undefined])
})
