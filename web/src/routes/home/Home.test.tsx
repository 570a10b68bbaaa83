import { createRoot, type Root } from 'react-dom/client'
import { afterEach, expect, it, vi } from 'vitest'
import { board } from '../../services/board'
import { meetings } from '../../services/meetings'
import { updatePerson } from '../../services/session'
import type { Me, MeetingState, MeetingSummary } from '../../types/api'
import { addDays, dayKey, homeZone, startOfDay } from '../../words/dates'
import { asking, readyWindows, settled } from '../meeting/testing'
import { Home } from './Home'

vi.mock('../../services/meetings', async original => ({ ...(await original<object>()), meetings: vi.fn() }))
vi.mock('../../services/board', () => ({ board: vi.fn(), paperBoard: async () => [] }))
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

let root: Root

const today = startOfDay(dayKey(new Date(), homeZone), homeZone)
const tomorrow = startOfDay(addDays(dayKey(new Date(), homeZone), 1), homeZone)

function meeting(title: string, state: MeetingState, my: Partial<MeetingSummary['my']> = {}): MeetingSummary {
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
    my: { role: 'delegate', answer: 'accepted', reason: null, site: null, ...my },
  } as unknown as MeetingSummary
}

/** What the home of a person with these roles shows. */
async function shown(roles: string[], ...listed: MeetingSummary[]): Promise<HTMLElement> {
  vi.mocked(meetings).mockResolvedValue(listed)
  const run = listed.filter(one => one.my.role === 'secretary')
  vi.mocked(board).mockResolvedValue(
    run.map(one => ({ meeting: one, answers: { people: 0, answered: 0 }, lines: [] })),
  )
  updatePerson({
    id: 'p',
    full_name: 'Trần Thị Bình',
    language: 'vi',
    guides_seen: ['reader', 'secretary'],
    roles: roles.map(role => ({ role, organisation_id: 'o' })),
  } as unknown as Me)
  const place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
  await settled(() => root.render(asking(<Home />)))
  return place
}

afterEach(() => settled(() => root.unmount()))

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

const run = { role: 'secretary', answer: null } as const
const silent = { role: 'delegate', answer: 'pending' } as const

function headings(home: HTMLElement): (string | null)[] {
  return [...home.querySelectorAll('h2, h3')].map(heading => heading.textContent)
}

it('shows a secretary what he is invited to below his board, and his own meetings once', async () => {
  const home = await shown(
    ['secretary'],
    meeting('Họp của huyện', 'called', run),
    meeting('Họp của tỉnh', 'called', silent),
  )
  expect(headings(home)).toEqual([
    'Các cuộc họp sắp tới và việc cần làm',
    'Họp của huyện',
    'Họp hôm nay theo giấy mời',
    'Họp của tỉnh',
    'Việc cần Ông/Bà xử lý',
  ])
  expect(home.textContent).toContain('Chờ trả lời giấy mời')
})

it('shows a secretary who is invited to nothing his board alone', async () => {
  const home = await shown(['secretary'], meeting('Họp của xã', 'called', run))
  expect(headings(home)).toEqual(['Các cuộc họp sắp tới và việc cần làm', 'Họp của xã'])
})

it('shows the board to whom a meeting was handed over, who calls none', async () => {
  const home = await shown([], meeting('Họp bàn giao', 'called', run))
  expect(headings(home)).toEqual(['Các cuộc họp sắp tới và việc cần làm', 'Họp bàn giao'])
  expect(home.querySelector('a[href="/meetings/new"]')).toBeNull()
})

it('shows no board to whoever runs nothing', async () => {
  const home = await shown([])
  expect(headings(home)).toEqual([
    'Họp hôm nay',
    'Hôm nay không có cuộc họp nào.',
    'Việc cần Ông/Bà xử lý',
    'Không có việc nào đang chờ.',
  ])
})

it('says on the board on which day a session of several days ends', async () => {
  const session = { ...meeting('Kỳ họp', 'called', run) }
  const home = await shown(['secretary'], {
    ...session,
    starts_at: '2026-12-07T01:00:00Z',
    ends_at: '2026-12-09T09:30:00Z',
  })
  expect(home.querySelector('article time')?.textContent).toContain('09/12/2026')
})
