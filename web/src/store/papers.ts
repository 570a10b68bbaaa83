import type { AgendaItem, Document, Meeting, Preparation } from '../types/api'
import { queries } from './queries'

/** An item whose owner unit has not given the secretary a paper; `drafting`: it has begun one. */
export interface Missing {
  item: AgendaItem
  drafting: boolean
}

export function missingPapers(meeting: Meeting, documents: readonly Document[]): Missing[] {
  return meeting.agenda
    .filter(item => item.owner_organisation)
    .map(item => ({ item, papers: documents.filter(paper => paper.item_id === item.id) }))
    .filter(({ papers }) => !papers.some(isThere))
    .map(({ item, papers }) => ({ item, drafting: papers.length > 0 }))
}

/** Submitted, accepted or released, or the secretary's own. */
function isThere({ state, version }: Document): boolean {
  if (state === 'released') return true
  const usable = version?.state === 'ready' || version?.state === 'checking'
  return usable && !isWithUnit(version?.review?.stage)
}

/** Whether an item still waits for what its unit has to bring. */
export function wantsPapers({ papers }: Preparation): boolean {
  return papers.length === 0 || papers.some(paper => isWithUnit(paper.version?.review?.stage))
}

function isWithUnit(stage: string | undefined): boolean {
  return stage === 'draft' || stage === 'returned'
}

export function refreshPapers(paper: Document): Promise<unknown> {
  return Promise.all([
    queries.invalidateQueries({ queryKey: ['documents', paper.meeting_id] }),
    queries.invalidateQueries({ queryKey: ['readiness', paper.meeting_id] }),
    queries.invalidateQueries({ queryKey: ['preparations'] }),
    queries.invalidateQueries({ queryKey: ['paper-board'] }),
  ])
}
