import type { BoardMeeting, Instant, MailsOfMeeting, PaperBoardMeeting } from '../types/api'
import { api, once, read } from './api'

/** Meetings whose secretary the caller is and that are not over, with what each still wants. */
export async function board(from: Instant, to: Instant): Promise<BoardMeeting[]> {
  const params = { query: { from, to } }
  return (await read<{ items: BoardMeeting[] }>(api.GET('/api/board', { params }))).items
}

export async function paperBoard(meetings: readonly string[]): Promise<PaperBoardMeeting[]> {
  const params = { query: { meetings: meetings.join(',') } }
  return (await read<{ items: PaperBoardMeeting[] }>(api.GET('/api/board/papers', { params }))).items
}

export async function mailBoard(meetings: readonly string[]): Promise<MailsOfMeeting[]> {
  const params = { query: { meetings: meetings.join(',') } }
  return (await read<{ items: MailsOfMeeting[] }>(api.GET('/api/board/mails', { params }))).items
}

/** All mails of the meeting that were given up; gives how many. */
export async function tryMailsAgain(meeting: string): Promise<number> {
  const params = { path: { meeting }, header: once() }
  return (await read<{ mails: number }>(api.POST('/api/meetings/{meeting}/mail-attempts', { params }))).mails
}
