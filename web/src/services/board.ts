import type { BoardMeeting, Instant, PaperBoardMeeting } from '../types/api'
import { api, read } from './api'

/** Meetings whose secretary the caller is and that are not over, with what each still wants. */
export async function board(from: Instant, to: Instant): Promise<BoardMeeting[]> {
  const params = { query: { from, to } }
  return (await read<{ items: BoardMeeting[] }>(api.GET('/api/board', { params }))).items
}

export async function paperBoard(meetings: readonly string[]): Promise<PaperBoardMeeting[]> {
  const params = { query: { meetings: meetings.join(',') } }
  return (await read<{ items: PaperBoardMeeting[] }>(api.GET('/api/board/papers', { params }))).items
}
