import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { documents } from '../../services/documents'
import { meeting as readMeeting } from '../../services/meetings'
import { updatePerson } from '../../services/session'
import { queries } from '../../store/queries'
import type { Document, Me, Meeting, MeetingState, Participant, Version } from '../../types/api'
import { MeetingPage } from './MeetingPage'
import { asking, readyWindows } from './testing'

const person = { id: 'p', full_name: 'Lê Văn Cường', post: '' }

vi.mock('../../services/meetings', async original => ({
  ...(await original<object>()),
  meeting: vi.fn(),
  participants: async () => [{ person, role: 'delegate', answer: 'accepted' } as Participant],
  agendaComparison: async () => ({ changed: 0, notes: [] }),
  legalDeadlines: async () => ({}),
}))
vi.mock('../../services/documents', async original => ({
  ...(await original<object>()),
  documents: vi.fn(),
}))
vi.mock('../../services/messages', async original => ({
  ...(await original<object>()),
  unreached: async () => [],
}))
vi.mock('../../services/organisations', async original => ({
  ...(await original<object>()),
  organisations: async () => [],
}))

readyWindows()

const version = { id: 'v', number: 1, state: 'ready', pages: 1, size: 1, refusal: null } as unknown as Version
const item = { id: 'i', parent_id: null, position: 1, title: 'Dự toán', kind: 'discussion', presenters: [] }
const papers = [
  { id: 'd', meeting_id: 'm', title: 'Tờ trình', state: 'ready', classification: 'none', version },
] as Document[]

function meeting(state: MeetingState): Meeting {
  return {
    id: 'm',
    title: 'Họp thường kỳ',
    kind: 'briefing',
    mode: 'in_person',
    classification: 'none',
    state,
    zone: 'Asia/Ho_Chi_Minh',
    starts_at: '2026-11-23T01:30:00Z',
    ends_at: '2026-11-23T04:00:00Z',
    called_at: '2026-11-16T01:30:00Z',
    place: '',
    organisation: { id: 'o', name: 'UBND' },
    chair: person,
    secretaries: [person],
    agenda: [item],
    my: { role: 'secretary', answer: null, site: null },
  } as unknown as Meeting
}

/** The names of the buttons on a part of the page, once `words` of the part are there. */
async function buttons(state: MeetingState, tab: string, words: string): Promise<string[]> {
  vi.mocked(readMeeting).mockResolvedValue(meeting(state))
  vi.mocked(documents).mockResolvedValue(papers)
  updatePerson({ id: 'p', language: 'vi', roles: [], guides_seen: [] } as unknown as Me)
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false)
  root.render(asking(<MeetingPage id="m" tab={tab} />))
  await vi.waitFor(() => expect(place.textContent).toContain(words), 5_000)
  const names = [...place.querySelectorAll('button')].map(
    button => button.getAttribute('aria-label') || button.textContent,
  )
  root.unmount()
  place.remove()
  queries.clear()
  return names
}

it.each([
  ['agenda', 'Dự toán', 'Thêm nội dung'],
  ['participants', 'Lê Văn Cường', 'Thêm người dự'],
  ['papers', 'Tờ trình', 'Chọn tệp'],
  ['settings', 'Họp lại', 'Lưu thay đổi'],
])('offers changes of %s until the meeting is over', async (tab, words, change) => {
  expect(await buttons('called', tab, words)).toContain(change)
  for (const state of ['closed', 'cancelled'] as const)
    expect(await buttons(state, tab, words)).not.toContain(change)
})
