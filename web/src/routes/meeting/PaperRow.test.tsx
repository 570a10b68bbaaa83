import { createRoot } from 'react-dom/client'
import { expect, it } from 'vitest'
import type { Document, Meeting, Version } from '../../types/api'
import { PaperRow } from './PaperRow'
import { asking, readyWindows, settled } from './testing'

const refusal = { reason: 'damaged', rule: '', title: 'Tệp bị hỏng', advice: 'Hãy lưu lại.' }
const released = { id: 'v1', number: 1, state: 'released', pages: 3, size: 1, refusal: null } as Version
const refused = { id: 'v2', number: 2, state: 'refused', pages: null, size: 1, refusal } as unknown as Version
const paper = {
  id: 'd',
  meeting_id: 'm',
  title: 'Báo cáo',
  state: 'released',
  classification: 'none',
  version: refused,
  versions: [released, refused],
} as Document

readyWindows()

it('says why a newer version was refused, beside the one that is released', async () => {
  const root = createRoot(document.body.appendChild(document.createElement('ul')))
  await settled(() =>
    root.render(
      asking(<PaperRow meeting={{ id: 'm' } as Meeting} paper={paper} siblings={[paper]} index={0} />),
    ),
  )
  expect(document.body.textContent).toContain('Tệp bị hỏng')
  expect(document.querySelector('a')?.getAttribute('href')).toBe('/meetings/m/book/d')
  await settled(() => root.unmount())
})
