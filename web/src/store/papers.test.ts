import { expect, test } from 'vitest'
import type { Document, Meeting, Preparation } from '../types/api'
import { missingPapers, wantsPapers } from './papers'

const unit = { id: 'u', name: 'Sở Tài chính' }
const meeting = {
  agenda: [
    { id: 'owned', title: 'Đề án', owner_organisation: unit },
    { id: 'own', title: 'Khai mạc', owner_organisation: null },
  ],
} as Meeting

function paper(stage: string | null, state = 'ready', item = 'owned'): Document {
  const review = stage && { stage, at: '', comment: '' }
  return { item_id: item, state: 'ready', version: { state, review } } as Document
}

test('an item is missing its papers until its unit has submitted one', () => {
  expect(missingPapers(meeting, [])).toMatchObject([{ item: { id: 'owned' }, drafting: false }])
  expect(missingPapers(meeting, [paper('draft')])).toMatchObject([{ drafting: true }])
  expect(missingPapers(meeting, [paper('returned')])).toMatchObject([{ drafting: true }])
  expect(missingPapers(meeting, [paper('submitted')])).toEqual([])
  expect(missingPapers(meeting, [paper('draft'), paper('accepted')])).toEqual([])
})

test('a paper of the secretary is one, a refused file and one of another item are none', () => {
  expect(missingPapers(meeting, [paper(null)])).toEqual([])
  expect(missingPapers(meeting, [paper(null, 'refused')])).toHaveLength(1)
  expect(missingPapers(meeting, [paper(null, 'ready', 'own')])).toHaveLength(1)
})

test('a unit is done when nothing of an item is with it', () => {
  expect(wantsPapers({ papers: [] } as unknown as Preparation)).toBe(true)
  expect(wantsPapers({ papers: [paper('submitted'), paper('returned')] } as Preparation)).toBe(true)
  expect(wantsPapers({ papers: [paper('accepted', 'released')] } as Preparation)).toBe(false)
})
